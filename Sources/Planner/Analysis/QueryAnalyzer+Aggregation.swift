// The rules of GROUP BY, and the window.

import Functions
import Plan
import SQLSyntax
import Values

extension QueryAnalyzer {
  /// Checks what stands beside the aggregates, names the keys, resolves the window.
  mutating func finishAggregation() throws(SQLError) {
    guard query.groupBy != nil || !result.aggregates.isEmpty else {
      if query.having != nil {
        throw SQLError.statement("HAVING requires a GROUP BY clause.")
      }
      if query.window != nil {
        throw SQLError.statement("WINDOW clause requires a GROUP BY clause.")
      }
      return
    }
    if result.aggregates.isEmpty {
      throw SQLError.statement(
        "GROUP BY requires aggregate functions in either the SELECT or HAVING clause.")
    }
    try checkItemsAreGrouped()
    try checkHavingIsGrouped()
    if query.groupBy == nil {
      if purpose.isPersistent {
        let calls = result.aggregates.map { aggregateText($0) }.joined(separator: ", ")
        throw SQLError.statement(
          "CREATE TABLE AS SELECT statement does not support aggregate function [\(calls)] without a "
            + "GROUP BY clause.")
      }
      if query.window != nil {
        throw SQLError.statement("WINDOW clause requires a GROUP BY clause.")
      }
      result.groupBy = [.literal(.string(""), .string)]
    } else if query.groupBy?.isEmpty == true {
      result.groupBy = [.literal(.string(""), .string)]
    }
    for e in result.groupBy ?? [] { result.groupByNames.append(groupName(e)) }
    try checkTableAggregation()
    try checkIntermediateTypes()
    result.window = try windowChoice()
  }

  private func aggregateText(_ call: AggregateCall) -> String {
    let arguments = call.arguments.map { $0.sqlText }
    return "\(call.name)(\(arguments.isEmpty ? "ROWTIME" : arguments.joined(separator: ", ")))"
  }

  private mutating func groupName(_ e: Expression) -> String {
    if let item = result.items.first(where: { $0.expression == e }) { return item.name }
    return keyName(e)
  }

  /// Columns of sources that are left when grouping expressions are taken out.
  private func ungrouped(_ e: Expression) -> [Expression] {
    let keys = result.groupBy ?? []
    let rest = e.replacing { keys.contains($0) ? .literal(.null, $0.type) : nil }
    var columns: [Expression] = []
    func collect(_ e: Expression) {
      if case .column(let id, _, _) = e, id < Scope.aggregates, !columns.contains(e) {
        columns.append(e)
      }
      e.children.forEach(collect)
    }
    collect(rest)
    return columns
  }

  private func checkItemsAreGrouped() throws(SQLError) {
    var texts: [String] = []
    var span: SourceSpan?
    for item in result.items {
      let columns = ungrouped(item.expression)
      guard !columns.isEmpty else { continue }
      span = span ?? item.span
      let hasAggregate = item.expression.columnPositions.contains { $0 >= Scope.aggregates }
      texts += hasAggregate ? columns.map(\.sqlText) : [item.text]
    }
    guard !texts.isEmpty else { return }
    throw SQLError.statement(
      "Non-aggregate SELECT expression(s) not part of GROUP BY: \(texts.joined(separator: ", "))\n"
        + "Either add the column(s) to the GROUP BY or remove them from the SELECT.", at: span)
  }

  private func checkHavingIsGrouped() throws(SQLError) {
    guard let having = result.having else { return }
    let columns = ungrouped(having)
    guard !columns.isEmpty else { return }
    throw SQLError.statement(
      "Non-aggregate HAVING expression not part of GROUP BY: "
        + columns.map(\.sqlText).joined(separator: ", ") + "\n"
        + "Either add the column(s) to the GROUP BY or remove them from the HAVING.",
      at: query.having?.span)
  }

  private func checkTableAggregation() throws(SQLError) {
    guard result.inputIsTable else { return }
    if query.window != nil {
      throw SQLError.statement("Windowing not supported for table aggregations.")
    }
    var names: [String] = []
    for call in result.aggregates {
      let hasUndo = AggregateFunctions.named(call.name)?.overloads[call.overload].hasUndo ?? false
      if !hasUndo && !names.contains(call.name) { names.append(call.name) }
    }
    guard names.isEmpty else {
      throw SQLError.statement(
        "The aggregation function(s) (\(names.joined(separator: ", "))) cannot be applied to a table "
          + "source, only to a stream source.")
    }
  }

  /// DELIMITED cannot hold the state of some functions, which the dialect refuses though our stores
  /// do not use the format.
  private func checkIntermediateTypes() throws(SQLError) {
    guard purpose.isPersistent, result.scope.sources[0].definition.valueFormat.name == "DELIMITED"
    else { return }
    for call in result.aggregates {
      guard let function = AggregateFunctions.named(call.name) else { continue }
      let types = call.arguments.map(\.type)
      if function.overloads[call.overload].intermediate(types).isNested {
        throw SQLError.statement(
          "One of the functions used in the statement has an intermediate type that the value "
            + "format can not handle. Please remove the function or change the format.")
      }
    }
  }

  // MARK: - Window

  private static let dayMilliseconds: Int64 = 86_400_000

  private func windowChoice() throws(SQLError) -> WindowChoice? {
    guard let window = query.window else { return nil }
    let shape: WindowChoice.Shape
    let length: Int64
    switch window.kind {
    case .tumbling(let size):
      length = try positive(size, "SIZE")
      shape = .tumbling(size: length)
    case .hopping(let size, let advance):
      length = try positive(size, "SIZE")
      let step = try positive(advance, "ADVANCE BY")
      if step > length {
        throw SQLError.statement(
          "The ADVANCE BY of a HOPPING window must not be larger than its SIZE.",
          at: advance.span)
      }
      shape = .hopping(size: length, advance: step)
    case .session(let gap):
      length = try positive(gap, "gap")
      shape = .session(gap: length)
    }
    var grace = query.emit == .final ? 0 : max(Self.dayMilliseconds - length, 0)
    if let given = window.grace { grace = try milliseconds(given, "GRACE PERIOD", least: 0) }
    let (least, overflow) = length.addingReportingOverflow(grace)
    var retention = overflow ? Int64.max : least
    if let given = window.retention {
      let wanted = try milliseconds(given, "RETENTION", least: 0)
      guard wanted >= retention else {
        throw SQLError.statement(
          "The RETENTION of a window must not be smaller than its size plus its GRACE PERIOD: "
            + "\(wanted) ms are less than \(retention) ms.", at: given.span)
      }
      retention = wanted
    }
    return WindowChoice(shape: shape, grace: grace, retention: retention)
  }

  private func positive(_ duration: DurationLiteral, _ what: String) throws(SQLError) -> Int64 {
    try milliseconds(duration, what, least: 1)
  }

  func milliseconds(
    _ duration: DurationLiteral, _ what: String, least: Int64
  ) throws(SQLError) -> Int64 {
    guard let value = duration.milliseconds, value >= least else {
      throw SQLError.statement(
        "The \(what) \(duration.amount) \(duration.unit.rawValue) must be "
          + (least > 0 ? "positive." : "zero or positive."), at: duration.span)
    }
    return value
  }
}
