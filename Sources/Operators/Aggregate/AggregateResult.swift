// What an aggregate gives for some rows: keys, results, times, and what the results replace.

import Values

/// Collects output rows of an aggregate.
struct AggregateResult {
  let results: [ColumnBuilder]
  private let keyCount: Int
  private let times: ColumnBuilder
  private var keyColumns: [Column] = []
  private var keyBuilders: [ColumnBuilder] = []
  private var old: ReplacedResults?
  /// The headers of the rows that the results came of, if their batch has some.
  private var headers: ColumnBuilder?

  init(_ calls: AggregateCalls, keyCount: Int, capacity: Int) {
    results = calls.makeResults(capacity: capacity)
    times = ColumnBuilder(.bigint, capacity: capacity)
    self.keyCount = keyCount
  }

  var count: Int { times.count }

  /// Room for the times of `count` more rows, which the caller writes.
  func reserveTimes(_ count: Int) -> UnsafeMutablePointer<Int64> {
    let out = times.reserveValues(count).assumingMemoryBound(to: Int64.self)
    times.advance(by: count)
    return out
  }

  /// Takes the key columns of rows; with a whole batch they are used as they are.
  mutating func addKeys(
    _ columns: [Column], _ rows: UnsafePointer<Int32>, _ count: Int, isWholeBatch: Bool
  ) {
    let keys = columns.prefix(keyCount)
    if keyColumns.isEmpty && keyBuilders.isEmpty {
      keyColumns = isWholeBatch ? Array(keys) : keys.map { $0.gathered(rows, count) }
      return
    }
    if keyBuilders.isEmpty {
      keyBuilders = keyColumns.map { column in
        let builder = ColumnBuilder(column.type, capacity: column.count + count)
        for row in 0..<column.count { builder.append(from: column, row: row) }
        return builder
      }
      keyColumns = []
    }
    for (builder, column) in zip(keyBuilders, keys) {
      for i in 0..<count { builder.append(from: column, row: Int(rows[i])) }
    }
  }

  /// Takes the headers of rows, one per result.
  mutating func addHeaders(of batch: ColumnBatch, _ rows: UnsafePointer<Int32>, _ count: Int) {
    guard let column = batch.headers else { return }
    let builder = headers ?? ColumnBuilder(column.type, capacity: count)
    headers = builder
    for i in 0..<count { builder.append(from: column, row: Int(rows[i])) }
  }

  /// Keeps the results as they are before rows go into the states: what an output row replaces is
  /// that, or the result of an earlier row with the same state. For one call to `take` only.
  mutating func rememberOld(
    _ calls: AggregateCalls, _ states: UnsafeMutablePointer<UnsafeMutableRawPointer>,
    _ count: Int, inserted: [Int32]
  ) {
    let before = calls.makeResults(capacity: count)
    calls.emit(states, count: count, into: before)
    let present = Bitmap(count: count, all: true)
    for i in inserted { present[Int(i)] = false }
    old = ReplacedResults(
      before: before.map { $0.finish() }, present: present,
      previous: previousPositions(UnsafePointer(states), count))
  }

  func finish(windows: WindowBounds? = nil) -> ColumnBatch {
    let keys = keyBuilders.isEmpty ? keyColumns : keyBuilders.map { $0.finish() }
    let values = results.map { $0.finish() }
    return ColumnBatch(
      count: times.count, columns: keys + values, timestamps: times.finish(),
      old: old.map { OldValues(columns: keys + $0.columns(values), present: $0.present) },
      windows: windows, headers: headers?.finish())
  }
}

/// What results replace.
private struct ReplacedResults {
  let before: [Column]
  let present: Bitmap
  /// Position of the last earlier row with the same state, or -1.
  let previous: [Int32]

  func columns(_ results: [Column]) -> [Column] {
    zip(before, results).map { before, result in
      let builder = ColumnBuilder(result.type, capacity: result.count)
      for i in 0..<result.count {
        let earlier = Int(previous[i])
        if earlier >= 0 {
          builder.append(from: result, row: earlier)
        } else {
          builder.append(from: before, row: i)
        }
      }
      return builder.finish()
    }
  }
}
