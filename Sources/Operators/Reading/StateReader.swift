// The operators whose state pull queries can read.

import StateStores
import Values

/// An operator with a readable store. Rows leave as the operator's output edge has them.
protocol StateReader: AnyObject {
  /// The name of the store.
  var readableStore: String { get }

  /// The rows of the keys, in the order of the keys; of each key its windows by start.
  func lookup(_ keys: [[Value]], _ windows: WindowRange) throws(TaskError) -> [ColumnBatch]

  /// The rows whose keys are in a range, by window, then key.
  func scan(_ keys: KeyRange, _ windows: WindowRange) throws(TaskError) -> [ColumnBatch]

  /// Encodes keys for ranges.
  var keyCodec: KeyCodec { get }
}

extension KeyCodec {
  func range(_ bounds: KeyBounds) -> KeyRange {
    KeyRange(
      lower: bounds.lower.flatMap { encode($0) }, includesLower: bounds.includesLower,
      upper: bounds.upper.flatMap { encode($0) }, includesUpper: bounds.includesUpper)
  }
}

/// Rows per batch of a read.
private let readRows = 4096

extension Aggregate: StateReader {
  var readableStore: String { store.storeName }
  var keyCodec: KeyCodec { keys.codec }

  func lookup(_ keys: [[Value]], _ windows: WindowRange) throws(TaskError) -> [ColumnBatch] {
    let states = keys.compactMap { key in
      keyCodec.encode(key).flatMap { bytes in bytes.withUnsafeBytes { store.table.find($0) } }
    }
    return try batches(states)
  }

  func scan(_ keys: KeyRange, _ windows: WindowRange) throws(TaskError) -> [ColumnBatch] {
    try batches(store.table.orderedRows(in: keys))
  }

  private func batches(_ states: [UnsafeMutableRawPointer]) throws(TaskError) -> [ColumnBatch] {
    try states.inSlices { (part) throws(TaskError) in
      let encoded = EncodedKeys(rowCapacity: part.count)
      part.withUnsafeBufferPointer { part in
        if let start = part.baseAddress {
          store.table.collectKeys(of: start, count: part.count, into: encoded)
        }
      }
      return try calls.batch(of: part, keys: encoded, keyCodec, windows: nil)
    }
  }
}

extension WindowedAggregate: StateReader {
  var readableStore: String { store.storeName }
  var keyCodec: KeyCodec { keys.codec }

  func lookup(_ keys: [[Value]], _ windows: WindowRange) throws(TaskError) -> [ColumnBatch] {
    let starts = startRange(windows)
    var batches: [ColumnBatch] = []
    for key in keys {
      guard let bytes = keyCodec.encode(key), starts.lower < starts.upper else { continue }
      let scan: StateScan
      do {
        let buffer = ContiguousKey(bytes)
        scan = try store.rows(of: buffer.bytes, from: starts.lower, before: starts.upper)
      } catch { throw .store(error) }
      if scan.count > 0 { batches.append(try calls.batch(of: scan, keys: keyCodec)) }
    }
    return batches
  }

  func scan(_ keys: KeyRange, _ windows: WindowRange) throws(TaskError) -> [ColumnBatch] {
    let range = startRange(windows)
    var batches: [ColumnBatch] = []
    for start in store.windowStarts(from: range.lower, before: range.upper) {
      let scan: StateScan
      do { scan = try store.orderedRows(ofWindow: start, in: keys) } catch { throw .store(error) }
      if scan.count > 0 { batches.append(try calls.batch(of: scan, keys: keyCodec)) }
    }
    return batches
  }

  /// Ends of windows are starts plus the size: both bounds are bounds on the start.
  private func startRange(_ windows: WindowRange) -> (lower: Int64, upper: Int64) {
    let size = store.windowSize
    let lower = max(
      windows.startLower, windows.endLower == .min ? .min : windows.endLower - size)
    let last = min(windows.startUpper, windows.endUpper == .max ? .max : windows.endUpper - size)
    return (lower, last == .max ? .max : last + 1)
  }
}

extension SessionAggregate: StateReader {
  var readableStore: String { store.storeName }
  var keyCodec: KeyCodec { keys.codec }

  func lookup(_ keys: [[Value]], _ windows: WindowRange) throws(TaskError) -> [ColumnBatch] {
    var sessions: [Session] = []
    for key in keys {
      guard let bytes = keyCodec.encode(key) else { continue }
      sessions += bytes.withUnsafeBytes { store.sessions(of: $0) }
    }
    return try batches(sessions, windows)
  }

  func scan(_ keys: KeyRange, _ windows: WindowRange) throws(TaskError) -> [ColumnBatch] {
    try batches(store.orderedSessions(in: keys), windows)
  }

  private func batches(
    _ sessions: [Session], _ windows: WindowRange
  ) throws(TaskError) -> [ColumnBatch] {
    try sessions.filter { windows.contains(start: $0.start, end: $0.end) }
      .inSlices { (part) throws(TaskError) in try batch(of: part) }
  }
}

extension Materialize: StateReader {
  var readableStore: String { rows.store.storeName }
  var keyCodec: KeyCodec { rows.keyCodec }

  func lookup(_ keys: [[Value]], _ windows: WindowRange) throws(TaskError) -> [ColumnBatch] {
    guard !rows.isWindowed else {
      // The window is part of the key: the rows of a key lie between its ends of time.
      var found: [ColumnBatch] = []
      for key in keys {
        let range = keyCodec.range(
          KeyBounds(
            lower: key + [.bigint(.min), .bigint(.min)],
            upper: key + [.bigint(.max), .bigint(.max)]))
        found += try scan(range, windows)
      }
      return found
    }
    let states = keys.compactMap { key in
      keyCodec.encode(key).flatMap { bytes in
        bytes.withUnsafeBytes { rows.store.table.find($0) }
      }
    }
    return try batches(states)
  }

  func scan(_ keys: KeyRange, _ windows: WindowRange) throws(TaskError) -> [ColumnBatch] {
    try batches(rows.store.table.orderedRows(in: keys)).map { batch in
      guard let bounds = batch.windows, windows != .all else { return batch }
      let kept = Bitmap(count: batch.count, all: false)
      for row in 0..<batch.count {
        kept[row] = windows.contains(
          start: bounds.starts.int64s[row], end: bounds.ends.int64s[row])
      }
      var batch = batch
      batch.select(kept)
      return batch
    }
  }

  private func batches(_ states: [UnsafeMutableRawPointer]) throws(TaskError) -> [ColumnBatch] {
    try states.inSlices { (part) throws(TaskError) in try rows.batch(of: part) }
  }
}

extension TableRows {
  /// Rows of the table as a batch.
  func batch(of states: [UnsafeMutableRawPointer]) throws(TaskError) -> ColumnBatch {
    let keys = keyCodec.types.map { ColumnBuilder($0, capacity: states.count) }
    let values = makeValueBuilders(capacity: states.count)
    for state in states {
      do { try keyCodec.decode(store.table.key(of: state), into: keys) } catch {
        throw TaskError(.corruptState, "a key of state is malformed: \(error.reason)")
      }
      read(state, into: values)
    }
    var columns = keys.map { $0.finish() }
    var windows: WindowBounds?
    if isWindowed {
      let ends = columns.removeLast()
      windows = WindowBounds(starts: columns.removeLast(), ends: ends)
    }
    return ColumnBatch(
      count: states.count, columns: columns + values.map { $0.finish() },
      timestamps: .times(states.map { time($0) }), windows: windows)
  }
}

extension Array {
  /// Calls `body` with slices of at most `readRows` elements.
  fileprivate func inSlices<Result>(
    _ body: ([Element]) throws(TaskError) -> Result
  ) throws(TaskError) -> [Result] {
    var results: [Result] = []
    var start = 0
    while start < count {
      let end = Swift.min(start + readRows, count)
      results.append(try body(Array(self[start..<end])))
      start = end
    }
    return results
  }
}

/// The bytes of a key at an address, for as long as the value lives.
private final class ContiguousKey {
  private let memory: UnsafeMutableRawBufferPointer

  init(_ key: [UInt8]) {
    memory = .allocate(byteCount: key.count + Buffer.padding, alignment: 16)
    memory.copyBytes(from: key)
    count = key.count
  }

  deinit { memory.deallocate() }

  private let count: Int
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[0..<count]) }
}
