// Types as written to types of the dialect.

import SQLSyntax
import Values

/// Turns written types into types, custom names included.
struct TypeBinding: Sendable {
  let customTypes: [String: SQLType]

  func type(_ syntax: TypeSyntax) throws(SQLError) -> SQLType {
    switch syntax.kind {
    case .primitive(let primitive): return Self.type(primitive)
    case .decimal(let precision, let scale):
      try Self.checkDecimal(precision, scale, syntax.span)
      return .decimal(precision: precision, scale: scale)
    case .array(let element): return .array(try type(element))
    case .map(let key, let value): return .map(key: try type(key), value: try type(value))
    case .structure(let fields): return .struct(try structFields(fields, syntax.span))
    case .named(let name):
      if let custom = customTypes[name.name] { return custom }
      throw SQLError.parseFailed(
        "Cannot resolve unknown type: \(name)", at: name.span,
        hint: NameSuggestion.nearest(
          to: name.name,
          among: customTypes.keys.sorted() + PrimitiveType.allCases.map(\.rawValue)
        ).map { "Did you mean \($0)?" }, code: .unknownType)
    }
  }

  private func structFields(
    _ fields: [StructFieldSyntax], _ span: SourceSpan
  ) throws(SQLError) -> [StructField] {
    var result: [StructField] = []
    for field in fields {
      if result.contains(where: { $0.name == field.name.name }) {
        throw SQLError.statement(
          "Duplicate field names found in STRUCT: '\(field.name)'", at: field.name.span)
      }
      result.append(StructField(field.name.name, try type(field.type)))
    }
    return result
  }

  private static func type(_ primitive: PrimitiveType) -> SQLType {
    switch primitive {
    case .boolean: .boolean
    case .integer: .integer
    case .bigint: .bigint
    case .double: .double
    case .string: .string
    case .bytes: .bytes
    case .time: .time
    case .date: .date
    case .timestamp: .timestamp
    }
  }

  private static func checkDecimal(
    _ precision: Int, _ scale: Int, _ span: SourceSpan
  ) throws(SQLError) {
    if precision < 1 {
      throw SQLError.statement(
        "DECIMAL precision must be >= 1: DECIMAL(\(precision),\(scale))", at: span)
    }
    if scale < 0 {
      throw SQLError.statement(
        "DECIMAL scale must be >= 0: DECIMAL(\(precision),\(scale))", at: span)
    }
    if precision < scale {
      throw SQLError.statement(
        "DECIMAL precision must be >= scale: DECIMAL(\(precision),\(scale))", at: span)
    }
  }
}
