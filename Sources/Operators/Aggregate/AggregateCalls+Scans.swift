// Rows of state as output rows: closed windows, and what pull queries read.

import StateStores
import Values

extension AggregateCalls {
  /// Keys, results and windows of the rows of a scan. `asChanges` says that nothing is replaced.
  func batch(
    of scan: StateScan, keys codec: KeyCodec, asChanges: Bool = false
  ) throws(TaskError) -> ColumnBatch {
    let bounds: WindowBounds? =
      scan.starts.isEmpty
      ? nil : WindowBounds(starts: .times(scan.starts), ends: .times(scan.ends))
    return try batch(
      of: scan.states, keys: scan.keys, codec, windows: bounds, asChanges: asChanges)
  }

  /// As above for rows in memory with their keys.
  func batch(
    of states: [UnsafeMutableRawPointer], keys: EncodedKeys, _ codec: KeyCodec,
    windows: WindowBounds?, asChanges: Bool = false
  ) throws(TaskError) -> ColumnBatch {
    let count = states.count
    let builders = codec.types.map { ColumnBuilder($0, capacity: count) }
    do { try codec.decode(keys, into: builders) } catch {
      throw TaskError(.corruptState, "a key of state is malformed: \(error.reason)")
    }
    let results = makeResults(capacity: count)
    var times = [Int64](repeating: 0, count: count)
    for i in 0..<count { times[i] = states[i].load(as: Int64.self) }
    var pointers = states
    pointers.withUnsafeMutableBufferPointer { pointers in
      if let start = pointers.baseAddress { emit(start, count: count, into: results) }
    }
    let columns = builders.map { $0.finish() } + results.map { $0.finish() }
    let none = Bitmap(count: count, all: false)
    return ColumnBatch(
      count: count, columns: columns, timestamps: .times(times),
      old: asChanges ? OldValues(columns: columns, present: none) : nil, windows: windows)
  }
}

extension Column {
  /// A BIGINT column of times.
  static func times(_ values: UnsafePointer<Int64>, _ count: Int, plus: Int64 = 0) -> Column {
    let buffer = Buffer(capacity: count * 8)
    let out = buffer.pointer(Int64.self)
    for i in 0..<count { out[i] = values[i] + plus }
    return Column(type: .bigint, count: count, validity: nil, values: buffer)
  }

  static func times(_ values: [Int64]) -> Column {
    values.withUnsafeBufferPointer { values in
      values.baseAddress.map { times($0, values.count) }
        ?? Column(type: .bigint, count: 0, validity: nil)
    }
  }
}
