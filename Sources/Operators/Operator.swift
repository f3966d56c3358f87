// The shape of everything that rows pass through. An operator gets batches from its inputs, in the
// order in which the rows are to be taken, and hands what comes of them to the next operator before
// it returns. One call a batch; whatever happens per row happens inside.

package import StateStores
package import Values

/// A running plan node.
package protocol Operator: AnyObject {
  var metrics: OperatorMetrics { get set }

  /// Takes the selected rows of a batch. `input` counts the node's inputs from 0.
  func push(_ batch: ColumnBatch, from input: Int) throws(TaskError)

  /// What the operator knows beyond its stores and has to know again after a restart (stream time
  /// and the like); called at every commit.
  func saveState(into out: ByteWriter)

  /// Takes what `saveState` wrote at the last commit. False when the bytes make no sense.
  func restoreState(_ bytes: UnsafeRawBufferPointer) -> Bool

  /// Work that may wait for the moment after a commit (moving old windows out of memory).
  func tidy() throws(TaskError)

  /// State whose changes belong to every commit.
  var stores: [any StateStore] { get }
}

extension Operator {
  package var stores: [any StateStore] { [] }
  package func tidy() throws(TaskError) {}
  package func saveState(into out: ByteWriter) {}
  package func restoreState(_ bytes: UnsafeRawBufferPointer) -> Bool { bytes.isEmpty }
}

/// Where an operator's rows go.
package struct Downstream {
  package let receiver: any Operator
  package let input: Int

  package init(_ receiver: any Operator, input: Int = 0) {
    self.receiver = receiver
    self.input = input
  }

  /// Hands a batch on, unless nothing in it is selected.
  func push(_ batch: ColumnBatch) throws(TaskError) {
    let rows = batch.selectedCount
    guard rows > 0 else { return }
    receiver.metrics.batches += 1
    receiver.metrics.rowsIn += rows
    try receiver.push(batch, from: input)
  }
}
