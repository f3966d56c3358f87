// A table joined to the primary key of another through a key that each of its rows names; the result
// is a table with the key of the left one. The task has all partitions of both sides.
//
//   left table      left key  ─▶ row, and the right key that it refers to
//   right table     right key ─▶ row
//   subscriptions   right key ─▶ left keys that refer to it
//
// A change on the left looks up one row on the right; a change on the right gives a row for every
// left key that refers to it, in the order of their bytes.

import Functions
import Plan
import StateStores
import Values

/// Joins a table (input 0) to another one (input 1) by a foreign key; inner or left.
final class ForeignKeyJoin: InterleavedOperator {
  var metrics = OperatorMetrics(name: "Join by foreign key")
  private let left: StagedSide
  private let right: StagedSide
  private let leftTable: JoinTable
  private let rightTable: JoinTable
  private let subscriptions: SubscriptionStore
  private let foreignKey: ExpressionSet
  /// The right keys that the rows of the left batch refer to.
  private let references = EncodedKeys()
  private let keepsUnmatched: Bool
  private let leftResult: JoinedSide
  private let rightResult: JoinedSide
  private let old: ReplacedSides?
  private let times = ColumnBuilder(.bigint)
  private var deletes: [Int32] = []
  private let batchRows: Int
  private let downstream: Downstream
  private let context: OperatorContext

  init(
    _ node: ForeignKeyJoinNode, downstream: Downstream, context: OperatorContext
  ) throws(TaskError) {
    guard node.kind == .inner || node.kind == .left else {
      throw TaskError(.invalidPlan, "a foreign key has no \(node.kind.rawValue) join")
    }
    let (leftEdge, rightEdge) = (node.left.output, node.right.output)
    left = StagedSide(leftEdge, windowColumns: 0)
    right = StagedSide(rightEdge, windowColumns: 0)
    leftTable = JoinTable(
      node.leftStore, edge: leftEdge, keyCodec: left.codec, keepsReferences: true)
    rightTable = JoinTable(node.rightStore, edge: rightEdge, keyCodec: right.codec)
    subscriptions = SubscriptionStore(
      storeName: node.subscriptionStore.name,
      layout: RowLayout(rowBytes: 0, description: Array("1 reference".utf8)))
    foreignKey = try ExpressionSet([node.foreignKey], environment: context.environment)
    keepsUnmatched = node.kind == .left
    leftResult = JoinedSide(leftEdge, hasOwnKey: true)
    rightResult = JoinedSide(rightEdge, hasOwnKey: true)
    old =
      node.output.hasOldValues
      ? ReplacedSides(left: leftEdge, right: rightEdge, haveOwnKeys: true) : nil
    batchRows = context.settings.batchRows
    self.downstream = downstream
    self.context = context
  }

  package var stores: [any StateStore] { [leftTable.store, rightTable.store, subscriptions] }

  func stage(_ batch: ColumnBatch, from input: Int) throws(TaskError) {
    guard input == 0 else {
      return context.noteNullKeys(right.stage(batch), metrics: &metrics)
    }
    context.noteNullKeys(left.stage(batch), metrics: &metrics)
    let value = foreignKey.evaluate(batch)[0]
    context.note(value, in: batch, place: metrics.name, metrics: &metrics)
    right.codec.encode(
      [value.column], count: batch.count, selection: batch.selection, into: references)
  }

  func take(_ range: Range<Int>, from input: Int) throws(TaskError) {
    if input == 0 {
      let rows = left.rows(range)
      // The right table does not change while rows of the left one are taken.
      let partners = rightTable.find(references, rows)
      var states = leftTable.states(left, rows)
      for i in 0..<rows.count {
        let row = rows[i]
        let isPresent = left.batch.isPresent(Int(row))
        let (state, isNew) = states?.next(i) ?? leftTable.locate(left, row, makes: isPresent)
        try takeLeft(
          row, isPresent: isPresent, state, isNew: isNew,
          partner: references.isNull(Int(row)) ? nil : partners[i])
      }
    } else {
      for row in right.rows(range) { try takeRight(row) }
    }
  }

  // MARK: - Left

  private func takeLeft(
    _ row: Int32, isPresent: Bool, _ state: UnsafeMutableRawPointer?, isNew: Bool,
    partner found: UnsafeMutableRawPointer?
  ) throws(TaskError) {
    let number = Int(row)
    let reference = isPresent && !references.isNull(number) ? references[number] : nil
    let partner = reference == nil ? nil : found
    let replaced = isNew ? nil : state
    let former = replaced.flatMap { leftTable.reference($0) }
    let isMoved = !sameBytes(former, reference)
    let hasResult = isPresent && (keepsUnmatched || partner != nil)
    // A result may be there to be deleted: of an inner join, if the row referred to something and
    // does not refer to it any more.
    let mayReplace = replaced != nil && (keepsUnmatched || former != nil)
    if hasResult || mayReplace && (!isPresent || isMoved) {
      leftResult.append(staged: row)
      append(partner, reference, to: rightResult)
      var time = left.time(row)
      if let partner { time = max(time, rightTable.time(partner)) }
      add(time, isDelete: !hasResult)
      if let old { collectOld(replaced, former, row, into: old) }
    }
    update(state, row, isPresent: isPresent, from: former, to: reference, isMoved: isMoved)
    try emitIfFull()
  }

  /// What the left row gave before.
  private func collectOld(
    _ replaced: UnsafeMutableRawPointer?, _ former: UnsafeRawBufferPointer?, _ row: Int32,
    into old: ReplacedSides
  ) {
    let partner = former.flatMap { rightTable.table.find($0) }
    guard let replaced, keepsUnmatched || partner != nil else { return old.appendMissing() }
    old.left.append(stored: leftTable.bytes(replaced), key: left.keys[Int(row)])
    append(partner, former, to: old.right)
  }

  /// Keeps the left row and whom it refers to.
  private func update(
    _ state: UnsafeMutableRawPointer?, _ row: Int32, isPresent: Bool,
    from former: UnsafeRawBufferPointer?, to reference: UnsafeRawBufferPointer?, isMoved: Bool
  ) {
    guard let state else { return }
    let key = left.keys[Int(row)]
    if isMoved {
      if let former { subscriptions.remove(right: former, left: key) }
      if let reference { _ = subscriptions.put(right: reference, left: key) }
    }
    guard isPresent else { return leftTable.table.remove(state) }
    leftTable.write(left, row, to: state)
    if isMoved { leftTable.setReference(reference, of: state) }
  }

  // MARK: - Right

  private func takeRight(_ row: Int32) throws(TaskError) {
    let key = right.keys[Int(row)]
    let isPresent = right.batch.isPresent(Int(row))
    let (state, isNew) = rightTable.locate(right, row, makes: isPresent)
    let replaced = isNew ? nil : state
    if isPresent || keepsUnmatched || replaced != nil {
      for subscriber in subscriptions.subscribers(of: key) {
        collect(
          subscriptions.leftKey(of: subscriber), row, isPresent: isPresent, replaced: replaced)
        try emitIfFull()
      }
    }
    guard let state else { return }
    if isPresent { rightTable.write(right, row, to: state) } else { rightTable.table.remove(state) }
  }

  /// What a change on the right means for one left row.
  private func collect(
    _ leftKey: UnsafeRawBufferPointer, _ row: Int32, isPresent: Bool,
    replaced: UnsafeMutableRawPointer?
  ) {
    guard let leftState = leftTable.table.find(leftKey) else { return }
    if isPresent || keepsUnmatched {
      leftResult.append(stored: leftTable.bytes(leftState), key: leftKey)
    } else {
      leftResult.appendNulls(key: leftKey)
    }
    if isPresent { rightResult.append(staged: row) } else { rightResult.appendAbsent() }
    add(
      max(leftTable.time(leftState), right.time(row)), isDelete: !isPresent && !keepsUnmatched)
    guard let old else { return }
    guard keepsUnmatched || replaced != nil else { return old.appendMissing() }
    old.left.append(stored: leftTable.bytes(leftState), key: leftKey)
    append(replaced, right.keys[Int(row)], to: old.right)
  }

  // MARK: - Results

  private func append(
    _ state: UnsafeMutableRawPointer?, _ key: UnsafeRawBufferPointer?, to side: JoinedSide
  ) {
    if let state, let key {
      side.append(stored: rightTable.bytes(state), key: key)
    } else {
      side.appendAbsent()
    }
  }

  private func add(_ time: Int64, isDelete: Bool) {
    if isDelete { deletes.append(Int32(truncatingIfNeeded: times.count)) }
    times.append(time)
  }

  private func emitIfFull() throws(TaskError) {
    if times.count >= batchRows { try flush() }
  }

  func flush() throws(TaskError) {
    let count = times.count
    guard count > 0 else { return }
    let leftColumns = leftResult.finish(left, keys: [])
    let keys = Array(leftColumns.prefix(left.keyCount))
    let oldValues = old?.finish(left, right, keys: keys, count: count)
    let present = deletes.isEmpty ? nil : Bitmap(count: count, without: deletes)
    deletes.removeAll(keepingCapacity: true)
    metrics.rowsOut += count
    try downstream.push(
      ColumnBatch(
        count: count, columns: keys + leftColumns + rightResult.finish(right, keys: []),
        timestamps: times.finish(), present: present, old: oldValues))
  }
}

private func sameBytes(_ a: UnsafeRawBufferPointer?, _ b: UnsafeRawBufferPointer?) -> Bool {
  guard let a, let b else { return a == nil && b == nil }
  return a.count == b.count && KeyOrder.compare(a, b) == 0
}

extension ForeignKeyJoinNode {
  /// Where the join keeps who refers to whom.
  var subscriptionStore: StoreChoice { StoreChoice("\(leftStore.name)-SUBSCRIPTION-STATE-STORE") }
}

extension PlanNode {
  /// Whether a foreign-key join is in the sub-tree up to the next cut.
  var hasForeignKeyJoin: Bool {
    switch self {
    case .foreignKeyJoin: true
    case .repartition: false
    default: inputs.contains(where: \.hasForeignKeyJoin)
    }
  }
}
