// What an expression gives for a batch: values, the rows that failed, and the rows in which a
// guarded part failed and was taken for NULL.

import Functions
import Values

/// The result of an expression over a batch.
struct Evaluation {
  /// The values, NULL in the failed rows, and the failures that reach the whole expression.
  var result: KernelResult
  /// Failures that ended at a guard (a cast, an argument that is itself a call …): to be logged, of
  /// no further effect.
  var guarded: KernelErrors

  init(_ result: KernelResult, guarded: KernelErrors) {
    self.result = result
    self.guarded = guarded
  }

  init(_ result: KernelResult) {
    self.result = result
    guarded = KernelErrors(rowCount: result.column.count)
  }

  init(_ column: Column) { self.init(KernelResult(column)) }

  var column: Column { result.column }

  /// The same values; failures stop here.
  var isolated: Evaluation {
    guard !result.errors.isEmpty else { return self }
    var guarded = guarded
    guarded.formUnion(result.errors)
    return Evaluation(KernelResult(result.column), guarded: guarded)
  }
}

extension KernelResult {
  /// The same values with the failures of operands added.
  func adding(_ operands: [Evaluation]) -> KernelResult {
    var all = errors
    for operand in operands { all.formUnion(operand.result.errors) }
    return all.isEmpty ? self : KernelResult(column, errors: all)
  }
}
