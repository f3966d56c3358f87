// What an expression can read: the columns of a batch, its times and windows, and inside a lambda
// the parameters.

import Values

/// The rows over which a set of expressions is evaluated once.
final class EvaluationFrame {
  let count: Int
  let columns: [Column]
  let timestamps: Column
  let windows: WindowBounds?
  /// Columns of lambda parameters by their number in the query.
  let parameters: [Int: Column]
  /// Different for every evaluation of one set of expressions: shared results are kept under it.
  let serial: UInt64

  init(
    count: Int, columns: [Column], timestamps: Column, windows: WindowBounds?,
    parameters: [Int: Column] = [:], serial: UInt64
  ) {
    self.count = count
    self.columns = columns
    self.timestamps = timestamps
    self.windows = windows
    self.parameters = parameters
    self.serial = serial
  }
}
