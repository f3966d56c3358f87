// Output rows of a session aggregate: tombstones of old sessions and rows of new ones, in order.

import StateStores
import Values

/// Collects output rows of sessions.
struct SessionResult {
  /// Results of the rows that are no tombstones.
  let results: [ColumnBuilder]
  private let oldResults: [ColumnBuilder]
  private var rows: [Int32] = []
  private var starts: [Int64] = []
  private var ends: [Int64] = []
  /// Index into `results`, -1 for a tombstone.
  private var resultRows: [Int32] = []
  private var resultCount: Int32 = 0
  /// Index into `oldResults`, -1 where nothing is replaced.
  private var oldRows: [Int32] = []
  private var oldCount: Int32 = 0

  init(_ calls: AggregateCalls) {
    results = calls.makeResults(capacity: 0)
    oldResults = calls.makeResults(capacity: 0)
  }

  var count: Int { rows.count }
  var isEmpty: Bool { rows.isEmpty }

  /// The session is gone, or about to get other bounds.
  mutating func addTombstone(
    _ row: Int32, _ session: Session, _ calls: AggregateCalls, hasOldValues: Bool
  ) {
    add(row, session.start, session.end)
    resultRows.append(-1)
    addOld(hasOldValues ? session.state : nil, calls)
  }

  /// A session with a new result, which the caller appends to `results` later.
  mutating func addRow(
    _ row: Int32, start: Int64, end: Int64, replacing old: UnsafeMutableRawPointer?,
    _ calls: AggregateCalls
  ) {
    add(row, start, end)
    resultRows.append(resultCount)
    resultCount += 1
    addOld(old, calls)
  }

  private mutating func add(_ row: Int32, _ start: Int64, _ end: Int64) {
    rows.append(row)
    starts.append(start)
    ends.append(end)
  }

  private mutating func addOld(_ state: UnsafeMutableRawPointer?, _ calls: AggregateCalls) {
    guard var state else { return oldRows.append(-1) }
    calls.emit(&state, count: 1, into: oldResults)
    oldRows.append(oldCount)
    oldCount += 1
  }

  /// The rows as a batch; `keys` are the key columns of the batch they came from.
  func finish(keys: [Column], hasOldValues: Bool) -> ColumnBatch {
    let keyColumns = keys.map { gather($0, rows) }
    let values = results.map { gather($0.finish(), resultRows) }
    let present = Bitmap(count: count, all: true)
    for i in 0..<count where resultRows[i] < 0 { present[i] = false }
    var old: OldValues?
    if hasOldValues {
      let replaced = Bitmap(count: count, all: true)
      for i in 0..<count where oldRows[i] < 0 { replaced[i] = false }
      old = OldValues(
        columns: keyColumns + oldResults.map { gather($0.finish(), oldRows) }, present: replaced)
    }
    return ColumnBatch(
      count: count, columns: keyColumns + values, timestamps: .times(ends),
      present: present.isAllSet ? nil : present, old: old,
      windows: WindowBounds(starts: .times(starts), ends: .times(ends)))
  }

  private func gather(_ column: Column, _ rows: [Int32]) -> Column {
    rows.withUnsafeBufferPointer { rows in
      rows.baseAddress.map { column.gathered($0, rows.count, allowsMissing: true) } ?? column
    }
  }
}
