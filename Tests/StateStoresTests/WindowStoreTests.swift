// Window stores against a dictionary of (window, key), with windows leaving memory on the way.

import Platform
import StateStores
import Testing
import Values

/// A window store and what it should hold.
private struct WindowModel {
  struct Place: Hashable {
    var start: Int64
    var key: [UInt8]
  }
  var rows: [Place: (count: Int64, text: [UInt8])] = [:]

  /// Upserts a batch of (key, window) pairs; every third key gets a text.
  mutating func upsert(
    _ pairs: [(key: [UInt8], start: Int64)], tag: Int, into store: WindowStore
  ) {
    let keys = encodedKeys(pairs.map(\.key))
    let starts = pairs.map(\.start)
    var inserted: [Int32] = []
    withUnsafeTemporaryAllocation(
      of: UnsafeMutableRawPointer.self, capacity: pairs.count
    ) { states in
      store.upsert(
        keys, rows: nil, windowStarts: starts, count: pairs.count, into: states.baseAddress!,
        inserted: &inserted)
      var new: [Int32] = []
      for (i, pair) in pairs.enumerated() {
        let place = Place(start: pair.start, key: pair.key)
        if rows[place] == nil {
          rows[place] = (0, [])
          new.append(Int32(i))
        }
        rows[place]!.count += 1
        setInt64(states[i], 0, int64(states[i]) + 1)
        if pair.key.count % 3 == 0 {
          let text = Array("\(tag)-\(i)".utf8)
          rows[place]!.text = text
          setBlob(states[i], 8, text, store.arena)
        }
      }
      #expect(inserted == new)
    }
  }

  func expect(_ store: WindowStore) throws {
    let scan = try store.orderedRows(from: .min, before: .max)
    let places = rows.keys.sorted { a, b in
      a.start != b.start ? a.start < b.start : a.key.lexicographicallyPrecedes(b.key)
    }
    #expect(scan.starts == places.map(\.start))
    #expect((0..<scan.count).map { Array(scan.keys[$0]) } == places.map(\.key))
    #expect(scan.states.map { int64($0) } == places.map { rows[$0]!.count })
    #expect(scan.states.map { blob($0, 8) } == places.map { rows[$0]!.text })
    #expect(store.windowStarts() == Set(places.map(\.start)).sorted())
    #expect(store.failure == nil)
  }
}

struct WindowStoreTests {
  private func store(_ sealing: WindowSealing? = nil) -> WindowStore {
    WindowStore(
      storeName: "w", layout: countAndText, keyWidth: nil, windowSize: 10, sealing: sealing)
  }

  @Test(arguments: [1, 2] as [UInt64], [false, true])
  func windowsAgreeWithADictionary(seed: UInt64, seals: Bool) throws {
    var random = SeededNumbers(seed: seed)
    let folder = try TemporaryFolder()
    let store = store(
      seals
        ? WindowSealing(
          fileSystem: folder.fileSystem, directory: folder.path + "/w", fileBytesMax: 20_000) : nil)
    var model = WindowModel()
    var sealed = 0
    for step in 0..<80 {
      let newest = Int64(step) * 5
      let pairs = (0..<Int.random(in: 1...200, using: &random)).map { _ in
        // Mostly the newest windows, sometimes one far behind.
        let behind = Int.random(in: 0..<5, using: &random) == 0 ? 250 : 20
        let time = max(0, newest - Int64.random(in: 0...Int64(behind), using: &random))
        return (key: textKey(Int.random(in: 0..<60, using: &random)), start: time / 10 * 10)
      }.filter { $0.start >= newest - 200 }
      if !pairs.isEmpty { model.upsert(pairs, tag: step, into: store) }
      store.dropWindows(before: newest - 200)
      model.rows = model.rows.filter { $0.key.start >= newest - 200 }
      store.markClean()
      // A small budget stops in the middle of a window.
      sealed += try store.seal(windowsBefore: newest - 20, rowBudget: 40)
      if step % 10 == 9 { try model.expect(store) }
    }
    try model.expect(store)
    #expect((sealed > 10) == seals)
    if seals {
      let files = try folder.fileSystem.list(folder.path + "/w")
      #expect(files.count < 12, "files of expired windows go")
    }
  }

  @Test func oneRowMayBelongToManyWindows() {
    let store = store()
    let keys = encodedKeys([[1], [2]])
    let rows: [Int32] = [0, 0, 0, 1, 1, 0]
    let starts: [Int64] = [0, 5, 10, 5, 10, 0]
    var inserted: [Int32] = []
    withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer.self, capacity: 6) { states in
      store.upsert(
        keys, rows: rows, windowStarts: starts, count: 6, into: states.baseAddress!,
        inserted: &inserted)
      #expect(states[0] == states[5])
      #expect(Set(states).count == 5)
    }
    #expect(inserted == [0, 1, 2, 3, 4])
    #expect(store.windowStarts(from: 5, before: 10) == [5])
  }

  @Test func sealedWindowsLeaveMemoryAndAreStillFound() throws {
    let folder = try TemporaryFolder()
    let store = store(
      WindowSealing(fileSystem: folder.fileSystem, directory: folder.path + "/w"))
    var model = WindowModel()
    for window in 0..<20 {
      model.upsert(
        (0..<300).map { (textKey($0), Int64(window) * 10) }, tag: window, into: store)
    }
    store.markClean()
    let before = store.byteCount
    #expect(try store.seal(windowsBefore: 180, rowBudget: .max) == 18)
    #expect(store.byteCount < before / 4)
    try model.expect(store)
    let key = textKey(7)
    let rows = try key.withUnsafeBytes { try store.rows(of: $0, from: 30, before: 60) }
    #expect(rows.starts == [30, 40, 50])
    #expect(rows.ends == [40, 50, 60])
    // A late row changes the sealed one, which is copied and wins over the file.
    model.upsert([(key, 30)], tag: 99, into: store)
    try model.expect(store)
  }

  @Test func windowsWithChangesAreNotSealed() throws {
    let folder = try TemporaryFolder()
    let store = store(
      WindowSealing(fileSystem: folder.fileSystem, directory: folder.path + "/w"))
    var model = WindowModel()
    model.upsert([([1], 0)], tag: 0, into: store)
    #expect(try store.seal(windowsBefore: 100) == 0)
    store.markClean()
    #expect(try store.seal(windowsBefore: 100) == 1)
  }

  @Test func damagedFilesAreReportedAndStopTheCommit() throws {
    let fixture = try ChangelogFixture()
    let store = store(fixture.sealing)
    let changelog = Changelog(partition: fixture.partition, stores: [store])
    var model = WindowModel()
    model.upsert((0..<50).map { (textKey($0), 0) }, tag: 0, into: store)
    try fixture.commit(changelog)
    #expect(try store.seal(windowsBefore: 100) == 1)
    // A byte of the key of every row: header 64, then rows of 8 + 24 + 24 bytes.
    for row in 0..<50 {
      try fixture.folder.damage(fixture.sealing.directory + "/0.windows", at: 64 + row * 56 + 9)
    }
    let lookUp = { try textKey(1).withUnsafeBytes { _ = try store.rows(of: $0) } }
    #expect(throws: StoreError(.corrupt, "", at: ""), performing: lookUp)
    var inserted: [Int32] = []
    withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer.self, capacity: 1) { states in
      store.upsert(
        encodedKeys([textKey(1)]), rows: nil, windowStarts: [0], count: 1,
        into: states.baseAddress!, inserted: &inserted)
    }
    #expect(store.failure?.code == .corrupt)
    #expect(throws: StoreError.self) { try changelog.prepare(timestamp: 0) }
  }
}
