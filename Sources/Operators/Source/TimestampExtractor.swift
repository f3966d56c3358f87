// Event time from a column: of a source's records, or of the rows that a sink writes.

import Functions
import Plan
import Values

/// Turns a BIGINT, TIMESTAMP or STRING column into milliseconds.
final class TimestampExtractor {
  let column: TimestampColumn
  /// Parses texts; nil when the column holds numbers.
  private let parsing: ExpressionSet?

  init(
    _ column: TimestampColumn, type: SQLType, environment: FunctionEnvironment
  ) throws(TaskError) {
    self.column = column
    guard case .string = type else {
      parsing = nil
      return
    }
    let text = Expression.column(position: 0, name: "timestamp", type: .string)
    guard let format = column.format else {
      parsing = try ExpressionSet([.cast(text, .timestamp)], environment: environment)
      return
    }
    let name = "PARSE_TIMESTAMP"
    guard let function = ScalarFunctions.function(named: name) else {
      throw TaskError(.invalidPlan, "text timestamps need function \(name)")
    }
    let resolved: ResolvedCall
    do {
      resolved = try FunctionResolution.resolve(function, [.type(.string), .type(.string)])
    } catch {
      throw TaskError(.invalidPlan, error.reason)
    }
    let call = FunctionCall(
      name: name, overload: resolved.overload,
      arguments: [text, .literal(.string(format), .string)], type: resolved.resultType)
    parsing = try ExpressionSet([.call(call)], environment: environment)
  }

  /// The times as a BIGINT column, NULL where there is none, and the failures of parsing.
  func extract(_ values: Column, count: Int) -> (times: Column, failures: KernelErrors) {
    guard let parsing else { return (values, KernelErrors(rowCount: count)) }
    let parsed = parsing.evaluate(
      ColumnBatch(count: count, columns: [values], timestamps: values))[0]
    var failures = parsed.result.errors
    failures.formUnion(parsed.guarded)
    return (parsed.column, failures)
  }
}
