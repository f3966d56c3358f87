// Why a task cannot go on. A task that threw one is discarded and opened again from its last
// commit; nothing that it did since then was visible to anyone.

package import SegmentLog
import StateStores

/// The failure of a task.
package struct TaskError: Error, Sendable, CustomStringConvertible {
  /// What owners tell apart.
  package enum Code: String, Sendable {
    /// The plan does not fit the functions, formats or topics of this build.
    case invalidPlan
    /// The log failed; the cause says how and whether a new attempt may succeed.
    case log
    /// Stored state cannot be read.
    case corruptState
    /// The query's state is larger than its budget.
    case memoryBudgetExceeded
    /// A record cannot be read and the query was told to fail then.
    case deserialization
    /// A result cannot be written.
    case production
    /// An aggregate failed.
    case aggregation
    /// A record has no usable event time and the query was told to fail then.
    case timestamp
  }

  package let code: Code
  /// What failed, where, and what to do.
  package let sentence: String
  package let cause: LogError?

  package init(_ code: Code, _ sentence: String, cause: LogError? = nil) {
    self.code = code
    self.sentence = sentence
    self.cause = cause
  }

  package var description: String { sentence }

  /// Whether opening the task again with nothing changed may help.
  package var isRetryable: Bool { cause?.isRetryable ?? false }

  static func log(_ error: LogError) -> TaskError { TaskError(.log, error.sentence, cause: error) }

  static func store(_ error: StoreError) -> TaskError {
    TaskError(
      error.code == .logFailure ? .log : .corruptState, error.sentence,
      cause: error.cause as? LogError)
  }
}
