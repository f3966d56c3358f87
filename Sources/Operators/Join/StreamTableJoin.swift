// A stream enriched from a table. Rows of the table change what it holds; rows of the stream look
// up their key at that moment and leave, with NULLs or not at all where there is none.
//
// Rows of the stream wait until the table is about to change or the batch ends, and are then looked
// up together.

import Plan
import StateStores
import Values

/// Joins a stream (input 0) to a table (input 1); inner or left.
final class StreamTableJoin: InterleavedOperator {
  var metrics = OperatorMetrics(name: "Join stream to table")
  private let stream: StagedSide
  private let changes: StagedSide
  private let table: JoinTable
  private let keepsUnmatched: Bool
  private let isWindowed: Bool
  private let left: JoinedSide
  private let right: JoinedSide
  private var waiting: [Int32] = []
  private let downstream: Downstream
  private let context: OperatorContext

  init(
    _ node: StreamTableJoinNode, downstream: Downstream, context: OperatorContext
  ) throws(TaskError) {
    guard node.kind == .inner || node.kind == .left else {
      throw TaskError(.invalidPlan, "a stream and a table have no \(node.kind.rawValue) join")
    }
    let (leftEdge, rightEdge) = (node.left.output, node.right.output)
    isWindowed = leftEdge.window != nil
    stream = StagedSide(leftEdge, windowColumns: leftEdge.window.keyColumns)
    changes = StagedSide(rightEdge, windowColumns: rightEdge.window.keyColumns)
    table = JoinTable(node.store, edge: rightEdge, keyCodec: changes.codec)
    keepsUnmatched = node.kind == .left
    left = JoinedSide(leftEdge, hasOwnKey: true)
    right = JoinedSide(rightEdge, hasOwnKey: false)
    self.downstream = downstream
    self.context = context
  }

  package var stores: [any StateStore] { [table.store] }

  func stage(_ batch: ColumnBatch, from input: Int) throws(TaskError) {
    let withoutKey = (input == 0 ? stream : changes).stage(batch)
    context.noteNullKeys(withoutKey, metrics: &metrics)
  }

  func take(_ range: Range<Int>, from input: Int) throws(TaskError) {
    if input == 0 {
      waiting.append(contentsOf: stream.rows(range))
    } else {
      lookUp()
      table.apply(changes, changes.rows(range))
    }
  }

  private func lookUp() {
    guard !waiting.isEmpty else { return }
    waiting.withUnsafeBufferPointer { rows in
      let states = table.find(stream.keys, rows)
      for i in 0..<rows.count {
        if let state = states[i] {
          left.append(staged: rows[i])
          right.append(stored: table.bytes(state))
        } else if keepsUnmatched {
          left.append(staged: rows[i])
          right.appendAbsent()
        }
      }
    }
    waiting.removeAll(keepingCapacity: true)
  }

  func flush() throws(TaskError) {
    lookUp()
    let count = left.count
    guard count > 0 else { return }
    let timestamps = left.gathered(stream.batch.timestamps)
    let windows = isWindowed ? stream.batch.windows : nil
    let bounds = windows.map {
      WindowBounds(starts: left.gathered($0.starts), ends: left.gathered($0.ends))
    }
    let leftColumns = left.finish(stream, keys: [])
    let keys = Array(leftColumns.prefix(stream.keyCount))
    let columns = keys + leftColumns + right.finish(changes, keys: keys)
    metrics.rowsOut += count
    try downstream.push(
      ColumnBatch(count: count, columns: columns, timestamps: timestamps, windows: bounds))
  }
}

extension JoinedSide {
  /// A side with the columns of an edge.
  convenience init(_ edge: Edge, hasOwnKey: Bool) {
    self.init(
      key: edge.schema.key.map(\.type), value: edge.schema.value.map(\.type), hasOwnKey: hasOwnKey)
  }
}
