// INSERT INTO … VALUES: one row of constants.

import Functions
import Plan
import SQLSyntax
import Values

extension StatementPlanner {
  func insertValues(_ statement: InsertValuesStatement) throws(SQLError) -> PlannedStatement {
    guard session.insertsValues else {
      throw SQLError.statement("The server has disabled INSERT INTO ... VALUES functionality.")
    }
    guard let target = catalog.sources[statement.target.name] else {
      throw SQLError.statement(
        "Cannot insert values into an unknown stream/table: "
          + IdentifierText.quoted(statement.target.name),
        at: statement.target.span, hint: catalog.nearest(to: statement.target),
        code: .unknownSource)
    }
    do {
      return .insertValues(try values(statement, target))
    } catch {
      let prefix = "Failed to insert values into '\(target.name)'. "
      throw SQLError(
        error.kind, error.placeStyle == .none ? prefix + error.sentence : error.sentence,
        code: error.code, at: error.span, hint: error.hint, placeStyle: error.placeStyle)
    }
  }

  private func values(
    _ statement: InsertValuesStatement, _ target: SourceDefinition
  ) throws(SQLError) -> InsertValuesPlan {
    if target.isReadOnly {
      throw SQLError.statement(
        "Cannot insert values into read-only \(target.kindText): \(target.name)")
    }
    if target.window != nil {
      throw SQLError.statement("Cannot insert values into windowed stream/table!")
    }
    let names =
      statement.columns.isEmpty
      ? target.schema.columns.map(\.name) : statement.columns.map(\.name)
    try checkColumns(statement, target)
    guard names.count == statement.values.count else {
      throw SQLError.statement(
        "Expected a value for each column. Expected Columns: "
          + "[\(names.map { "`\($0)`" }.joined(separator: ", "))]. Got "
          + "[\(statement.values.map { WrittenText().text($0) }.joined(separator: ", "))]")
    }
    if target.isTable {
      let missing = target.schema.key.filter { !names.contains($0.name) }
      guard missing.isEmpty else {
        throw SQLError.statement(
          "Value for primary key column(s) "
            + missing.map { "`\($0.name)`" }.joined(separator: ", ") + " is required for tables")
      }
    }
    var given: [String: Written] = [:]
    for (name, value) in zip(names, statement.values) { given[name] = value }
    var columns: [Expression] = []
    for column in target.schema.columns {
      try column.type.checkSupported()
      columns.append(
        try given[column.name].map { value throws(SQLError) in
          try constant(value, for: column)
        } ?? .literal(.null, column.type))
    }
    let rowTime = try given["ROWTIME"].map { value throws(SQLError) in
      try constant(value, for: ColumnSchema("ROWTIME", .bigint))
    }
    return InsertValuesPlan(target: target, columns: columns, rowTime: rowTime)
  }

  private func checkColumns(
    _ statement: InsertValuesStatement, _ target: SourceDefinition
  ) throws(SQLError) {
    for column in statement.columns {
      if ["ROWPARTITION", "ROWOFFSET"].contains(column.name) {
        throw SQLError.statement(
          "Inserting into column `\(column.name)` is not allowed.", at: column.span)
      }
      if target.headers.contains(where: { $0.name == column.name }) {
        throw SQLError.statement(
          "Cannot insert into HEADER columns: \(column.name)", at: column.span)
      }
      if column.name != "ROWTIME", target.schema.position(of: column.name) == nil {
        throw SQLError.statement(
          "Column name `\(column.name)` does not exist.", at: column.span, code: .unknownColumn)
      }
    }
  }

  private func constant(_ e: Written, for column: ColumnSchema) throws(SQLError) -> Expression {
    try NestingLimit.check(e)
    var reference: (ColumnReference, SourceSpan)?
    e.forEachNode { node in
      if case .column(let found) = node.kind, reference == nil { reference = (found, node.span) }
    }
    if let (found, span) = reference, let source = found.source {
      throw SQLError.statement(
        "Failed to prepare statement: '\(source)' is not a valid stream/table name or alias.",
        at: span, placeStyle: .lineAndColumn)
    }
    if ExpressionBinder.isNull(e) { return .literal(.null, column.type) }
    var binder = ExpressionBinder(
      scope: Scope(), types: TypeBinding(customTypes: catalog.types), clause: .values)
    let bound: Expression
    do {
      bound = try binder.bind(e)
    } catch {
      if error.code == .unknownColumn, let (found, span) = reference {
        throw SQLError.statement(
          "Unsupported column reference in insert value: \(found.name)", at: span)
      }
      throw error.error(in: .values)
    }
    guard Self.fitsValue(bound.type, column.type) else {
      var hint: String?
      switch column.type {
      case .date: hint = "A DATE is written as 'yyyy-MM-dd'."
      case .time: hint = "A TIME is written as 'HH:mm:ss'."
      case .timestamp: hint = "A TIMESTAMP is written as 'yyyy-MM-ddTHH:mm:ss[.SSS]'."
      default: break
      }
      throw SQLError.statement(
        "Expected type \(column.type) for field `\(column.name)` but got \(bound.type)"
          + "(\(WrittenText().text(e)))", at: e.span, hint: hint, code: .typeMismatch)
    }
    return ExpressionBinder.cast(bound, to: column.type)
  }

  private static func fitsValue(_ from: SQLType, _ to: SQLType) -> Bool {
    switch (from, to) {
    case (.integer, .decimal), (.bigint, .decimal), (.decimal, .decimal): true
    case (.array(let a), .array(let b)): fitsValue(a, b)
    case (.map(let k, let v), .map(let toK, let toV)): fitsValue(k, toK) && fitsValue(v, toV)
    case (.struct(let fields), .struct(let targets)):
      fields.allSatisfy { field in
        targets.contains { $0.name == field.name && fitsValue(field.type, $0.type) }
      }
    default: TypeRules.implicitlyCastable(from: from, to: to)
    }
  }
}
