// What operators get from the task that owns them.

package import Functions
import Plan
import Values

/// The surroundings of the operators of one task.
package final class OperatorContext {
  package let environment: FunctionEnvironment
  package let settings: TaskSettings
  package let problems: any ProblemSink
  /// Where the operators of the stage append records.
  package let output: TaskOutput

  package init(
    environment: FunctionEnvironment, settings: TaskSettings, problems: any ProblemSink,
    output: TaskOutput
  ) {
    self.environment = environment
    self.settings = settings
    self.problems = problems
    self.output = output
  }

  /// Counts the failed rows that are still in the game, reports the first few, and gives them.
  @discardableResult
  func note(
    _ errors: KernelErrors, in batch: ColumnBatch, kind: RecordProblem.Kind, place: String,
    metrics: inout OperatorMetrics
  ) -> KernelErrors {
    guard !errors.isEmpty else { return errors }
    var counted = errors
    if let rows = Bitmap.intersection(batch.selectedRows, batch.present) {
      counted = errors.restricted(to: rows)
    }
    metrics.errors += counted.count
    for sample in counted.samples {
      problems.report(RecordProblem(kind: kind, place: place, reason: sample.reason))
    }
    return counted
  }

  /// As above for both kinds of failures of an expression.
  func note(
    _ value: Evaluation, in batch: ColumnBatch, place: String, metrics: inout OperatorMetrics
  ) {
    note(value.result.errors, in: batch, kind: .expression, place: place, metrics: &metrics)
    note(value.guarded, in: batch, kind: .expression, place: place, metrics: &metrics)
  }

  /// Counts and reports rows that were skipped for a NULL in their key.
  func noteNullKeys(_ rows: Int, metrics: inout OperatorMetrics) {
    guard rows > 0 else { return }
    metrics.errors += rows
    problems.report(
      RecordProblem(
        kind: .nullKey, place: metrics.name,
        reason: "\(rows) rows were skipped because a key column is NULL"))
  }
}
