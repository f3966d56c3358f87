// Pull queries for people.

import Values

extension PlanText {
  /// The plan of a pull query as lines, each ended by a line break.
  package static func text(of plan: PullPlan) -> String {
    switch plan.scan {
    case .stream(let stream): return "pull stream \(plan.source)\n" + text(of: stream.root)
    case .table(let queryID, let store, let selections):
      var lines = ["pull table \(plan.source) query=\(queryID) store=\(store.name)"]
      for selection in selections { lines.append("  read \(text(of: selection))") }
      if let predicate = plan.predicate { lines.append("  filter \(predicate.sqlText)") }
      let columns = zip(plan.projection, plan.columns).map { e, column in
        let (name, text) = (Expression.name(column.name), e.sqlText)
        return name == text ? name : "\(text) AS \(name)"
      }
      lines.append("  project \(columns.joined(separator: ", "))")
      if let limit = plan.limit { lines.append("  limit \(limit)") }
      return lines.joined(separator: "\n") + "\n"
    }
  }

  private static func text(of selection: KeySelection) -> String {
    var text: String
    switch selection.keys {
    case .all: text = "all keys"
    case .key(let parts): text = "key (\(parts.map(\.sqlText).joined(separator: ", ")))"
    case .range(let range): text = "keys \(Self.text(of: range))"
    }
    if !selection.windowStart.isUnbounded {
      text += " windowstart \(Self.text(of: selection.windowStart))"
    }
    if !selection.windowEnd.isUnbounded {
      text += " windowend \(Self.text(of: selection.windowEnd))"
    }
    return text
  }

  /// `[1, 5)`.
  private static func text(of range: ValueRange) -> String {
    func literal(_ bound: RangeBound) -> String {
      switch bound.value {
      case .string: Expression.literal(bound.value, .string).sqlText
      default: Expression.literal(bound.value, .bigint).sqlText
      }
    }
    let lower = range.lower.map { ($0.isInclusive ? "[" : "(") + literal($0) } ?? "("
    let upper = range.upper.map { literal($0) + ($0.isInclusive ? "]" : ")") } ?? ")"
    return "\(lower), \(upper)"
  }
}
