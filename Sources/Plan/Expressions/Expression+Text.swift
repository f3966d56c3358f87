// Bound expressions as SQL, for EXPLAIN, plan files and messages.

import Values

extension Expression {
  /// The expression as SQL; casts that the planner added are shown.
  package var sqlText: String {
    switch self {
    case .column(_, let name, _): Self.name(name)
    case .rowTime: "ROWTIME"
    case .windowStart: "WINDOWSTART"
    case .windowEnd: "WINDOWEND"
    case .literal(let value, let type): Self.literal(value, type)
    case .lambdaParameter(_, let name, _): Self.name(name)
    case .arithmetic(let op, let a, let b, _): "(\(a.sqlText) \(op.rawValue) \(b.sqlText))"
    case .negate(let a): "-\(a.sqlText)"
    case .comparison(let op, let a, let b): "(\(a.sqlText) \(op.rawValue) \(b.sqlText))"
    case .and(let a, let b): "(\(a.sqlText) AND \(b.sqlText))"
    case .or(let a, let b): "(\(a.sqlText) OR \(b.sqlText))"
    case .not(let a): "(NOT \(a.sqlText))"
    case .isNull(let a): "(\(a.sqlText) IS NULL)"
    case .isNotNull(let a): "(\(a.sqlText) IS NOT NULL)"
    case .inList(let a, let elements): "(\(a.sqlText) IN (\(Self.list(elements))))"
    case .like(let a, let pattern, let escape):
      "(\(a.sqlText) LIKE \(pattern.sqlText)\(escape.map { " ESCAPE '\($0)'" } ?? ""))"
    case .searchedCase(let branches, let otherwise, _):
      "CASE" + branches.map { " WHEN \($0.condition.sqlText) THEN \($0.result.sqlText)" }.joined()
        + (otherwise.map { " ELSE \($0.sqlText)" } ?? "") + " END"
    case .cast(let a, let type): "CAST(\(a.sqlText) AS \(type))"
    case .field(let a, _, let name, _): "\(a.sqlText)->\(Self.name(name))"
    case .element(let a, let index, _): "\(a.sqlText)[\(index.sqlText)]"
    case .array(let elements, _): "ARRAY[\(Self.list(elements))]"
    case .map(let entries, _):
      "MAP(" + entries.map { "\($0.key.sqlText) := \($0.value.sqlText)" }.joined(separator: ", ")
        + ")"
    case .structure(let values, let type): Self.structure(values, type)
    case .call(let call): call.sqlText
    }
  }

  static func list(_ expressions: [Expression]) -> String {
    expressions.map(\.sqlText).joined(separator: ", ")
  }

  private static func structure(_ values: [Expression], _ type: SQLType) -> String {
    guard case .struct(let fields) = type else { return "STRUCT(\(list(values)))" }
    return "STRUCT("
      + zip(fields, values).map { "\(name($0.name)) := \($1.sqlText)" }.joined(separator: ", ")
      + ")"
  }

  /// The name, in back-ticks unless it is upper case, digits and underscores.
  static func name(_ name: String) -> String {
    let isPlain = name.utf8.enumerated().allSatisfy { index, byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
      case UInt8(ascii: "0")...UInt8(ascii: "9"): index > 0
      default: false
      }
    }
    return isPlain && !name.isEmpty ? name : "`\(name)`"
  }

  private static func literal(_ value: Value, _ type: SQLType) -> String {
    switch value {
    case .null: return "NULL"
    case .boolean(let v): return v ? "TRUE" : "FALSE"
    case .integer(let v): return "\(v)"
    case .bigint(let v): return "\(v)"
    case .double(let v): return "CAST(\(v) AS DOUBLE)"
    case .decimal(let v): return "\(v)"
    case .string(let v): return quoted(v)
    case .bytes(let v): return "CAST('\(v.count) bytes' AS BYTES)"
    case .date(let v): return "CAST('\(CivilText.date(Int(v)))' AS DATE)"
    case .time(let v): return "CAST('\(CivilText.time(Int(v)))' AS TIME)"
    case .timestamp(let v): return "CAST('\(CivilText.timestamp(v))' AS TIMESTAMP)"
    case .array, .map, .struct: return "<\(type)>"
    }
  }

  static func quoted(_ text: String) -> String {
    var result = "'"
    for character in text {
      result.append(character)
      if character == "'" { result.append("'") }
    }
    return result + "'"
  }
}

extension FunctionCall {
  package var sqlText: String {
    let lambdas = lambdas.map { lambda in
      "(\(lambda.parameters.map(\.name).joined(separator: ", "))) => \(lambda.body.sqlText)"
    }
    return "\(name)(\((arguments.map(\.sqlText) + lambdas).joined(separator: ", ")))"
  }
}

extension AggregateCall {
  package var sqlText: String {
    let constants = literals.map { Expression.literal($0, .string).sqlText }
    let parts = arguments.map(\.sqlText) + constants
    return "\(name)(\(parts.isEmpty ? "*" : parts.joined(separator: ", ")))"
  }
}
