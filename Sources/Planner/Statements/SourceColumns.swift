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
      switch column.role {
      case .value: value.append(ColumnSchema(name, type))
      case .key, .primaryKey: key.append(ColumnSchema(name, type))
      case .headers: try addHeader(name, .headers, type, column)
      case .header(let key): try addHeader(name, .header(key), type, column)
      }
    }
    schema = Schema(key: key, value: value)
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
