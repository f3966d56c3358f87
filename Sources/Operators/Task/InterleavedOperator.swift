// Joins take rows of two inputs in turn, often one by one. Pushing a batch per turn would cost more
// than the join; so the steps before the join run over whole batches, the result is staged, and the
// join takes ranges of the staged rows in the order that the task finds.
//
//   source A ─▶ filter ─▶ project ─▶ staging 0 ──┐  take(0..<3, from: 0)
//                                                ├─▶ take(0..<1, from: 1)  ─▶ flush ─▶ …
//   source B ─────────▶ filter ────▶ staging 1 ──┘  take(3..<4, from: 0)

import Plan
package import Values

/// An operator that takes ranges of staged batches.
package protocol InterleavedOperator: Operator {
  /// Announces a batch of an input: its selected rows will be taken in order. It replaces the
  /// former batch of this input, all of whose rows were taken. Called after `flush`.
  func stage(_ batch: ColumnBatch, from input: Int) throws(TaskError)

  /// Takes the selected rows of the staged batch with these numbers, counted among the selected.
  func take(_ range: Range<Int>, from input: Int) throws(TaskError)

  /// Hands on what came of all rows taken since the last call.
  func flush() throws(TaskError)
}

extension InterleavedOperator {
  package func push(_ batch: ColumnBatch, from input: Int) throws(TaskError) {
    try stage(batch, from: input)
    try take(0..<batch.selectedCount, from: input)
    try flush()
  }
}

/// The end of the steps before an interleaved operator: keeps what reaches it.
final class Staging: Operator {
  var metrics = OperatorMetrics(name: "Staging")
  let target: any InterleavedOperator
  let input: Int
  private var batches: [ColumnBatch] = []

  init(_ target: any InterleavedOperator, input: Int) {
    self.target = target
    self.input = input
  }

  func push(_ batch: ColumnBatch, from input: Int) throws(TaskError) { batches.append(batch) }

  /// Gives the batches and forgets them.
  func take() -> [ColumnBatch] {
    defer { batches.removeAll(keepingCapacity: true) }
    return batches
  }
}

extension PlanNode {
  /// Whether rows pass the sub-tree without meeting state: the whole of it, or what is above its
  /// repartitions.
  func isStatelessChain(acrossRepartitions: Bool) -> Bool {
    switch self {
    case .source(let node): node.store == nil
    case .repartition where !acrossRepartitions: true
    case .repartition, .filter, .project, .flatMap:
      inputs.allSatisfy { $0.isStatelessChain(acrossRepartitions: acrossRepartitions) }
    default: false
    }
  }

  /// Nodes with two inputs: in the whole sub-tree, or above its repartitions.
  func joinCount(acrossRepartitions: Bool) -> Int {
    if case .repartition = self, !acrossRepartitions { return 0 }
    return inputs.reduce(inputs.count == 2 ? 1 : 0) {
      $0 + $1.joinCount(acrossRepartitions: acrossRepartitions)
    }
  }
}
