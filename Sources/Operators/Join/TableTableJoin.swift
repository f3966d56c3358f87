// Two tables on their primary keys; the result is a table. Every change of a side meets the row that
// the other side has at that moment:
//
//   other side   this side preserved           not preserved
//   absent       row with NULLs, or delete     nothing
//   present      joined row; for a delete the other row with NULLs if it is preserved, else delete
//
// A delete leaves only if it deletes a result that there was.

import Plan
import StateStores
import Values

/// One side of a join of tables.
final class TableSide {
  let staged: StagedSide
  let table: JoinTable
  /// Its rows leave without a partner too.
  let isPreserved: Bool

  init(_ edge: Edge, _ choice: StoreChoice, isPreserved: Bool) {
    staged = StagedSide(edge, windowColumns: edge.window.keyColumns)
    table = JoinTable(choice, edge: edge, keyCodec: staged.codec)
    self.isPreserved = isPreserved
  }
}

/// Joins two tables.
final class TableTableJoin: InterleavedOperator {
  var metrics = OperatorMetrics(name: "Join tables")
  private let sides: [TableSide]
  private let result: JoinResult
  private let downstream: Downstream
  private let context: OperatorContext

  init(_ node: TableTableJoinNode, downstream: Downstream, context: OperatorContext) {
    let (leftEdge, rightEdge) = (node.left.output, node.right.output)
    sides = [
      TableSide(
        leftEdge, node.leftStore, isPreserved: node.kind == .left || node.kind == .full),
      TableSide(
        rightEdge, node.rightStore, isPreserved: node.kind == .right || node.kind == .full),
    ]
    result = JoinResult(node.output, left: leftEdge, right: rightEdge)
    self.downstream = downstream
    self.context = context
  }

  package var stores: [any StateStore] { sides.map(\.table.store) }

  func stage(_ batch: ColumnBatch, from input: Int) throws(TaskError) {
    context.noteNullKeys(sides[input].staged.stage(batch), metrics: &metrics)
  }

  func take(_ range: Range<Int>, from input: Int) throws(TaskError) {
    let (own, other) = (sides[input], sides[1 - input])
    let rows = own.staged.rows(range)
    guard rows.count > 0 else { return }
    // The other side does not change while rows of one side are taken.
    let partners = other.table.find(own.staged.keys, rows)
    var states = own.table.states(own.staged, rows)
    for i in 0..<rows.count {
      let row = rows[i]
      let isPresent = own.staged.batch.isPresent(Int(row))
      let (state, isNew) = states?.next(i) ?? own.table.locate(own.staged, row, makes: isPresent)
      let change = Change(
        row: row, isPresent: isPresent, replaced: isNew ? nil : state, partner: partners[i])
      collect(change, own, other, isLeft: input == 0)
      guard let state else { continue }
      if isPresent {
        own.table.write(own.staged, row, to: state)
      } else {
        own.table.table.remove(state)
      }
    }
  }

  /// A change of one side, and what it meets.
  private struct Change {
    let row: Int32
    let isPresent: Bool
    let replaced: UnsafeMutableRawPointer?
    let partner: UnsafeMutableRawPointer?
  }

  private func collect(_ change: Change, _ own: TableSide, _ other: TableSide, isLeft: Bool) {
    let hadResult = has(change.replaced != nil, change.partner != nil, own, other)
    let hasResult = has(change.isPresent, change.partner != nil, own, other)
    guard hasResult || hadResult else { return }
    var time = own.staged.time(change.row)
    if let partner = change.partner { time = max(time, other.table.time(partner)) }
    result.add(own.staged, change.row, time: time)
    if hasResult {
      let (ownResult, otherResult) =
        isLeft ? (result.left, result.right) : (result.right, result.left)
      if change.isPresent { ownResult.append(staged: change.row) } else { ownResult.appendAbsent() }
      otherResult.append(change.partner, of: other.table)
    } else {
      result.addDelete()
    }
    guard let old = result.old else { return }
    guard hadResult else { return old.appendMissing() }
    let (ownOld, otherOld) = isLeft ? (old.left, old.right) : (old.right, old.left)
    ownOld.append(change.replaced, of: own.table)
    otherOld.append(change.partner, of: other.table)
  }

  /// Whether two sides of which some are there give a row.
  private func has(_ ownIs: Bool, _ otherIs: Bool, _ own: TableSide, _ other: TableSide) -> Bool {
    ownIs ? otherIs || own.isPreserved : otherIs && other.isPreserved
  }

  func flush() throws(TaskError) {
    guard result.count > 0 else { return }
    metrics.rowsOut += result.count
    try downstream.push(result.finish(sides[0].staged, sides[1].staged))
  }
}

extension JoinedSide {
  /// Appends a table's row, or NULLs if there is none.
  func append(_ state: UnsafeMutableRawPointer?, of table: JoinTable) {
    if let state { append(stored: table.bytes(state)) } else { appendAbsent() }
  }
}
