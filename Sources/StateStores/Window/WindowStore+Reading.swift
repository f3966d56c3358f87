// Reads of a window store: pull queries and the emission of closed windows. They see all rows,
// committed or not; whoever must not show uncommitted rows commits first.

extension WindowStore {
  /// The rows of one window in the order of their keys.
  package func orderedRows(
    ofWindow start: Int64, in range: KeyRange = .all
  ) throws(StoreError) -> StateScan {
    let scan = StateScan()
    try append(to: scan, windowAt: start, in: range)
    return scan
  }

  /// The rows of the windows with `lower ≤ start < upper`, by window start, then key.
  package func orderedRows(
    from lower: Int64, before upper: Int64, in range: KeyRange = .all
  ) throws(StoreError) -> StateScan {
    let scan = StateScan()
    for start in windowStarts(from: lower, before: upper) {
      try append(to: scan, windowAt: start, in: range)
    }
    return scan
  }

  /// The rows of one key in the windows with `lower ≤ start < upper`, by window start.
  package func rows(
    of key: UnsafeRawBufferPointer, from lower: Int64 = .min, before upper: Int64 = .max
  ) throws(StoreError) -> StateScan {
    let scan = StateScan()
    let hash = StateTable.hash(key)
    for window in windows[position(of: lower)...] {
      guard window.start < upper else { break }
      if let state = try find(key, hash: hash, in: window, copiesIn: scan) {
        scan.append(key, state, start: window.start, end: window.start + windowSize)
      }
    }
    return scan
  }

  private func find(
    _ key: UnsafeRawBufferPointer, hash: UInt64, in window: Window, copiesIn scan: StateScan
  ) throws(StoreError) -> UnsafeMutableRawPointer? {
    if let state = window.table?.find(key) { return state }
    for layer in window.layers {
      switch layer {
      case .memory(let table):
        if let state = table.find(key) { return state }
      case .file(let section):
        if let state = try section.row(key, hash: hash, layout, copiesIn: scan) { return state }
      }
    }
    return nil
  }

  private func append(
    to scan: StateScan, windowAt start: Int64, in range: KeyRange
  ) throws(StoreError) {
    guard let window = existingWindow(at: start) else { return }
    let end = start + windowSize
    if window.layers.isEmpty {
      guard let table = window.table else { return }
      for state in table.orderedRows(in: range) {
        scan.append(table.key(of: state), state, start: start, end: end)
      }
      return
    }
    for entry in try merged(window, in: range, copiesIn: scan) {
      scan.append(entry.key, entry.state, start: start, end: end)
    }
  }

  private struct Entry {
    let key: UnsafeRawBufferPointer
    let state: UnsafeMutableRawPointer
    let age: Int
  }

  /// The newest row of each key.
  private func merged(
    _ window: Window, in range: KeyRange, copiesIn scan: StateScan
  ) throws(StoreError) -> [Entry] {
    var entries: [Entry] = []
    func add(_ table: StateTable, age: Int) {
      table.forEachRow { state in
        let key = table.key(of: state)
        if range.contains(key) { entries.append(Entry(key: key, state: state, age: age)) }
      }
    }
    if let table = window.table { add(table, age: 0) }
    for (index, layer) in window.layers.enumerated() {
      switch layer {
      case .memory(let table): add(table, age: index + 1)
      case .file(let section):
        try section.forEachRow(layout, copiesIn: scan) { key, state in
          if range.contains(key) {
            entries.append(Entry(key: key, state: state, age: index + 1))
          }
        }
      }
    }
    entries.sort { a, b in
      let order = KeyOrder.compare(a.key, b.key)
      return order != 0 ? order < 0 : a.age < b.age
    }
    var newest: [Entry] = []
    for entry in entries {
      if let last = newest.last, KeyOrder.compare(last.key, entry.key) == 0 { continue }
      newest.append(entry)
    }
    return newest
  }
}
