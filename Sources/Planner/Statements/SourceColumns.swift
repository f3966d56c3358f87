// The columns of CREATE STREAM and CREATE TABLE.

import Plan
import SQLSyntax
import Values

/// Declared columns, sorted by where they live.
struct SourceColumns {
  private(set) var schema: Schema
  private(set) var headers: [HeaderColumn] = []

  init(_ statement: CreateSourceStatement, types: TypeBinding) throws(SQLError) {
    schema = Schema(key: [], value: [])
    var key: [ColumnSchema] = []
    var value: [ColumnSchema] = []
    var seen: Set<String> = []
    for column in statement.columns {
      let name = column.name.name
      if Scope.reserved.contains(name) {
        throw SQLError.statement(
          "'\(name)' is a reserved column name. You cannot use it as a name for a column.",
          at: column.span, code: .invalidName)
      }
      guard seen.insert(name).inserted else {
        throw SQLError.statement(
          "Duplicate column names: \(column.name)", at: column.span, code: .alreadyExists)
      }
      let type = try types.type(column.type)
      if let problem = Self.unsupported(type) {
        throw SQLError.notSupportedYet(problem, at: column.type.span)
      }
      switch column.role {
      case .value: value.append(ColumnSchema(name, type))
      case .key, .primaryKey: key.append(ColumnSchema(name, type))
      case .headers: try addHeader(name, .headers, type, column)
      case .header(let key): try addHeader(name, .header(key), type, column)
      }
    }
    schema = Schema(key: key, value: value)
  }

  /// Why a type cannot be stored here; nil if it can.
  static func unsupported(_ type: SQLType) -> String? {
    switch type {
    case .decimal(let precision, _) where precision > SQLType.decimalPrecisionMax:
      "DECIMAL of more than \(SQLType.decimalPrecisionMax) digits is not supported yet."
    case .array(let element): unsupported(element)
    case .map(let key, let value): unsupported(key) ?? unsupported(value)
    case .struct(let fields): fields.lazy.compactMap { unsupported($0.type) }.first
    default: nil
    }
  }

  private mutating func addHeader(
    _ name: String, _ system: SystemColumn, _ type: SQLType, _ column: ColumnDefinition
  ) throws(SQLError) {
    let header = HeaderColumn(name: name, column: system)
    guard header.type == type else {
      let (what, expected) = (Self.text(system), "\(header.type)")
      throw SQLError.parseFailed(
        "Invalid type for \(what) column: expected \(expected), got \(type)", at: column.type.span)
    }
    let clash = headers.first {
      $0.column == system || $0.column == .headers || system == .headers
    }
    if let clash {
      throw SQLError.statement(
        "Schema already contains a \(Self.text(clash.column)) column.", at: column.span)
    }
    headers.append(header)
  }

  private static func text(_ system: SystemColumn) -> String {
    if case .header(let key) = system { "HEADER('\(key)')" } else { "HEADERS" }
  }
}
