// Expressions as messages of the dialect write them: every operator in parentheses, names as the
// caller wants them.

import SQLSyntax
import Values

/// The text of written expressions for messages.
struct WrittenText {
  /// The text of a column.
  let column: (ColumnReference) -> String

  init(column: @escaping (ColumnReference) -> String = { "\($0.name)" }) { self.column = column }

  func callAsFunction(_ e: Written) -> String { text(e) }

  func text(_ e: Written) -> String {
    switch e.kind {
    case .literal(let literal): return Self.literal(literal)
    case .column(let reference): return column(reference)
    case .unary(.not, let a): return "(NOT \(text(a)))"
    case .unary(let op, let a): return "\(op.text)\(text(a))"
    case .arithmetic(let op, let a, let b): return "(\(text(a)) \(op.text) \(text(b)))"
    case .concatenation(let a, let b): return "(\(text(a)) || \(text(b)))"
    case .comparison(let op, let a, let b): return "(\(text(a)) \(op.text) \(text(b)))"
    case .logical(let op, let a, let b): return "(\(text(a)) \(op.text) \(text(b)))"
    case .between(let a, let lower, let upper, let isNegated):
      return "(\(text(a))\(not(isNegated)) BETWEEN \(text(lower)) AND \(text(upper)))"
    case .inList(let a, let elements, let isNegated):
      return "(\(text(a))\(not(isNegated)) IN (\(list(elements))))"
    case .like(let a, let pattern, let escape, let isNegated):
      let tail = escape.map { " ESCAPE '\($0)'" } ?? ""
      return "(\(text(a))\(not(isNegated)) LIKE \(text(pattern))\(tail))"
    case .isNull(let a, let isNegated): return "(\(text(a)) IS\(not(isNegated)) NULL)"
    case .cast(let a, let type): return "CAST(\(text(a)) AS \(Self.type(type)))"
    case .searchedCase(let clauses, let otherwise):
      return "(CASE\(whens(clauses, otherwise)) END)"
    case .simpleCase(let a, let clauses, let otherwise):
      return "(CASE \(text(a))\(whens(clauses, otherwise)) END)"
    case .call(let call):
      return "\(call.name.name)(\(call.isStar ? "*" : list(call.arguments)))"
    case .subscripted(let a, let index): return "\(text(a))[\(text(index))]"
    case .field(let a, let name): return "\(text(a))->\(name)"
    case .array(let elements): return "ARRAY[\(list(elements))]"
    case .map(let entries):
      return "MAP(" + entries.map { "\(text($0.key)):=\(text($0.value))" }.joined(separator: ", ")
        + ")"
    case .structure(let entries):
      return "STRUCT(" + entries.map { "\($0.name):=\(text($0.value))" }.joined(separator: ", ")
        + ")"
    case .lambda(let parameters, let body):
      let names = parameters.map { "\($0)" }.joined(separator: ", ")
      return parameters.count == 1 ? "\(names) => \(text(body))" : "(\(names)) => \(text(body))"
    case .atTimeZone(let a, let zone): return "\(text(a)) AT TIME ZONE '\(zone)'"
    }
  }

  private func list(_ elements: [Written]) -> String {
    elements.map { text($0) }.joined(separator: ", ")
  }

  private func not(_ isNegated: Bool) -> String { isNegated ? " NOT" : "" }

  private func whens(_ clauses: [WhenClause], _ otherwise: Written?) -> String {
    clauses.map { " WHEN \(text($0.condition)) THEN \(text($0.result))" }.joined()
      + (otherwise.map { " ELSE \(text($0))" } ?? "")
  }

  static func literal(_ literal: Literal) -> String {
    switch literal {
    case .null: return "null"
    case .boolean(let value): return "\(value)"
    case .integer(let value): return "\(value)"
    case .decimal(let literal): return literal.text
    case .double(let literal): return literal.text
    case .string(let text):
      var quoted = "'"
      for character in text {
        quoted.append(character)
        if character == "'" { quoted.append("'") }
      }
      return quoted + "'"
    }
  }

  static func type(_ type: TypeSyntax) -> String {
    switch type.kind {
    case .primitive(let primitive): return primitive.rawValue
    case .decimal(let precision, let scale): return "DECIMAL(\(precision), \(scale))"
    case .array(let element): return "ARRAY<\(Self.type(element))>"
    case .map(let key, let value): return "MAP<\(Self.type(key)), \(Self.type(value))>"
    case .structure(let fields):
      return "STRUCT<"
        + fields.map { "\($0.name) \(Self.type($0.type))" }.joined(separator: ", ") + ">"
    case .named(let name): return "\(name)"
    }
  }
}
