// State of windowed aggregates: a table for each window start. Windows are made by the first row,
// dropped as a whole, and, when they are well behind stream time, sealed into files where late
// rows and reads still find them.
//
//   row of (key, window)  ──▶  Window.table (memory)  ─ not there ─▶  Window.layers (sealed)
//                                     ▲                                      │
//                                     └────────── copied when changed ───────┘
//
// The identity of a row in the changelog is window start and key, so that dropping windows is one
// deletion of a range. All windows share one arena for blobs.
//
// Safe because results and groups have as many places as the batch has rows, and rows of a window
// live until the window is dropped.

import Platform
package import Values

/// A store of rows by key and window. Owned by one task.
package final class WindowStore: StateStore {
  package let storeName: String
  package let layout: RowLayout
  /// The size of a window in milliseconds; a window ends at start + size.
  package let windowSize: Int64
  /// Owns the blobs of the rows.
  package let arena = BlobArena()
  let keyWidth: Int?
  let sealing: WindowSealing?

  /// By start, rising.
  var windows: [Window] = []
  /// Windows whose table has changes.
  var changed: [Window] = []
  /// Windows that have a table, in no order.
  var inMemory: [Window] = []
  /// Windows before this start were dropped since the last commit.
  var droppedBefore: Int64?
  /// The table that was frozen to be sealed, and what seals it.
  var frozen: (window: Window, table: StateTable)?
  var job: SealJob?
  var file: SealedFile?
  var fileCount = 0
  var grouping = WindowGrouping()
  package internal(set) var failure: StoreError?
  /// The newest window start that restoring has seen.
  var restoredStart = Int64.min

  package var kind: StoreKind { .window }

  private static let pageRows = 128
  /// Tables of late rows over sealed windows are many and small.
  private static let latePageRows = 8

  /// Makes an empty store; `keyWidth` is the width of all keys, nil when they vary. With `sealing`
  /// its folder is emptied.
  package init(
    storeName: String, layout: RowLayout, keyWidth: Int?, windowSize: Int64,
    sealing: WindowSealing? = nil
  ) {
    self.storeName = storeName
    self.layout = layout
    self.keyWidth = keyWidth
    self.windowSize = windowSize
    self.sealing = sealing
    if let sealing { try? sealing.fileSystem.removeDirectory(sealing.directory) }
  }

  /// Bytes of memory; sealed windows take none.
  package var byteCount: Int {
    var bytes = arena.byteCount + windows.count * 128 + (job?.byteCount ?? 0)
    for window in inMemory { bytes += window.table?.byteCount ?? 0 }
    return bytes + (frozen?.table.byteCount ?? 0)
  }

  /// Windows that there are.
  package var windowCount: Int { windows.count }

  /// Starts of the windows with `lower ≤ start < upper`, rising.
  package func windowStarts(
    from lower: Int64 = .min, before upper: Int64 = .max
  ) -> [Int64] {
    windows[position(of: lower)...].prefix { $0.start < upper }.map(\.start)
  }

  // MARK: - Changing

  /// Finds or makes the row of each (key, window) and marks it dirty. Position `i` of the results
  /// belongs to row `rows[i]` of the keys (nil: row i) and to the window that begins at
  /// `windowStarts[i]`; a row may occur with several windows. `inserted` gets the positions at
  /// which a row was made, rising; such a row is all zeros.
  package func upsert(
    _ keys: EncodedKeys, rows: UnsafePointer<Int32>?, windowStarts: UnsafePointer<Int64>,
    count: Int, into states: UnsafeMutablePointer<UnsafeMutableRawPointer>,
    inserted: inout [Int32]
  ) {
    inserted.removeAll(keepingCapacity: true)
    guard count > 0 else { return }
    let groups = grouping.group(rows, windowStarts, count: count)
    if groups == 1 {
      upsert(
        window(at: windowStarts[0]), keys, rows: rows, count: count, into: states,
        inserted: &inserted)
      return
    }
    var made: [Int32] = []
    for group in 0..<groups {
      let range = grouping.range(of: group)
      let positions = grouping.positions + range.lowerBound
      upsert(
        window(at: grouping.starts[group]), keys, rows: grouping.rows + range.lowerBound,
        count: range.count, into: grouping.states, inserted: &made)
      for i in 0..<range.count { states[Int(positions[i])] = grouping.states[i] }
      for i in made { inserted.append(positions[Int(i)]) }
    }
    inserted.sort()
  }

  private func upsert(
    _ window: Window, _ keys: EncodedKeys, rows: UnsafePointer<Int32>?, count: Int,
    into states: UnsafeMutablePointer<UnsafeMutableRawPointer>, inserted: inout [Int32]
  ) {
    table(of: window).upsert(keys, rows: rows, count: count, into: states, inserted: &inserted)
    list(window)
    guard !window.layers.isEmpty, !inserted.isEmpty else { return }
    // A row that is new in the table may be an old one in a layer.
    inserted.removeAll { i in
      let row = rows.map { Int($0[Int(i)]) } ?? Int(i)
      return copyFromLayers(window, keys[row], hash: keys.hashes[row], into: states[Int(i)])
    }
  }

  /// Drops the windows that begin before a time.
  package func dropWindows(before bound: Int64) {
    let count = position(of: bound)
    guard count > 0 else { return }
    for window in windows[..<count] { drop(window) }
    windows.removeFirst(count)
    inMemory.removeAll { $0.isDropped }
    changed.removeAll { $0.isDropped }
    droppedBefore = max(droppedBefore ?? .min, bound)
  }

  private func drop(_ window: Window) {
    window.isDropped = true
    window.table?.removeAllRows()
    window.table = nil
    if let frozen, frozen.window === window {
      cancelJob()
      self.frozen = nil
      frozen.table.removeAllRows()
    }
    window.layers = []
  }

  // MARK: - Windows

  /// The position of the first window that begins at or after a time.
  func position(of start: Int64) -> Int {
    if let last = windows.last, last.start < start { return windows.count }
    var (low, high) = (0, windows.count)
    while low < high {
      let middle = (low + high) / 2
      if windows[middle].start < start { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The window that begins at a time, nil when there is none.
  func existingWindow(at start: Int64) -> Window? {
    let position = position(of: start)
    return position < windows.count && windows[position].start == start ? windows[position] : nil
  }

  func window(at start: Int64) -> Window {
    let position = position(of: start)
    if position < windows.count, windows[position].start == start { return windows[position] }
    let window = Window(start: start)
    windows.insert(window, at: position)
    return window
  }

  func table(of window: Window) -> StateTable {
    if let table = window.table { return table }
    let isFirst = window.layers.isEmpty
    let table = StateTable(
      layout: layout, keyWidth: keyWidth, arena: arena,
      pageRows: isFirst ? WindowStore.pageRows : WindowStore.latePageRows,
      expectedRows: isFirst ? rowCountBefore(window) : 0)
    window.table = table
    inMemory.append(window)
    return table
  }

  /// Rows of the window before, while they are in memory: a new one is likely to get as many.
  private func rowCountBefore(_ window: Window) -> Int {
    let position = position(of: window.start)
    return position > 0 ? windows[position - 1].table?.count ?? 0 : 0
  }

  private func list(_ window: Window) {
    guard !window.isListed else { return }
    window.isListed = true
    changed.append(window)
  }

  /// Fills a new row from the newest layer that has the key. False when none has.
  private func copyFromLayers(
    _ window: Window, _ key: UnsafeRawBufferPointer, hash: UInt64,
    into state: UnsafeMutableRawPointer
  ) -> Bool {
    for layer in window.layers {
      switch layer {
      case .memory(let table):
        guard let found = table.find(key) else { continue }
        state.copyMemory(from: found, byteCount: layout.rowBytes)
        for offset in layout.blobOffsets {
          let blob = (state + offset).assumingMemoryBound(to: Blob.self)
          let bytes = blob.pointee.bytes
          blob.pointee = Blob()
          if !bytes.isEmpty { arena.assign(blob, bytes) }
        }
        return true
      case .file(let section):
        do throws(StoreError) {
          if try section.copyRow(key, hash: hash, into: state, layout, arena: arena) { return true }
        } catch { failure = error }
      }
    }
    return false
  }

  // MARK: - Changelog

  package var hasChanges: Bool { !changed.isEmpty || droppedBefore != nil }

  package func writeChanges(to writer: ChangelogWriter) {
    if let droppedBefore {
      writer.deleteRange(
        lower: { $0.append(time: .min) }, upper: { $0.append(time: droppedBefore) })
    }
    for window in changed {
      let start = window.start
      window.table?.forEachChangedRow { key, state in
        writer.put(
          identity: {
            $0.append(time: start)
            $0.append(key)
          }, image: { RowImage.write(state, layout, to: $0) })
      }
    }
  }

  package func markClean() {
    for window in changed {
      window.table?.markClean()
      window.isListed = false
    }
    changed.removeAll(keepingCapacity: true)
    droppedBefore = nil
  }
}
