// ALTER STREAM and ALTER TABLE append value columns; CREATE TYPE and DROP TYPE keep names of types.

import Plan
import SQLSyntax
import Values

extension StatementPlanner {
  func alterSource(_ statement: AlterSourceStatement) throws(SQLError) -> PlannedStatement {
    let kind = statement.kind == .table ? "table" : "stream"
    let name = statement.name.name
    guard var source = catalog.sources[name] else {
      throw SQLError.statement(
        "Source \(statement.name) does not exist.", at: statement.name.span,
        hint: catalog.nearest(to: statement.name), code: .unknownSource)
    }
    guard source.isTable == (statement.kind == .table) else {
      throw SQLError.statement(
        "Incompatible data source type is \(source.kindText.uppercased()), but statement was ALTER "
          + "\(kind.uppercased())", at: statement.name.span)
    }
    if source.isReadOnly {
      throw SQLError.statement(
        "Cannot alter \(kind) '\(name)': ALTER operations are not supported on source \(kind)s.")
    }
    if source.isResultOfQuery {
      throw SQLError.statement("ALTER command is not supported for CREATE ... AS statements.")
    }
    var values = source.schema.value
    for addition in statement.additions {
      let column = addition.name.name
      let taken = source.schema.key + values + source.headers.map { ColumnSchema($0.name, $0.type) }
      if taken.contains(where: { $0.name == column }) {
        throw SQLError.statement(
          "Cannot add column `\(column)` to schema. A column with the same name already exists.",
          at: addition.name.span, code: .alreadyExists)
      }
      if Scope.reserved.contains(column) {
        throw SQLError.statement(
          "'\(column)' is a reserved column name. You cannot use it as a name for a column.",
          at: addition.name.span, code: .invalidName)
      }
      let type = try TypeBinding(customTypes: catalog.types).type(addition.type)
      values.append(ColumnSchema(column, type))
    }
    source.schema = Schema(key: source.schema.key, value: values)
    _ = try checked(source.schema, key: source.keyFormat, value: source.valueFormat)
    return .changeCatalog(
      [.putSource(source)], message: "\(source.isTable ? "Table" : "Stream") \(name) altered.")
  }

  func createType(_ statement: CreateTypeStatement) throws(SQLError) -> PlannedStatement {
    let name = statement.name.name
    let type = try TypeBinding(customTypes: catalog.types).type(statement.type)
    if let present = catalog.types[name] {
      if statement.ifNotExists { return .nothing(message: "\(name) is already registered") }
      throw SQLError.statement(
        "Cannot register custom type '\(name)' since it is already registered with type: \(present)",
        at: statement.name.span, code: .alreadyExists)
    }
    return .changeCatalog(
      [.putType(name: name, type: type)],
      message: "Registered custom type with name '\(name)' and SQL type \(type)")
  }

  func dropType(_ statement: DropTypeStatement) throws(SQLError) -> PlannedStatement {
    let name = statement.name.name
    guard catalog.types[name] != nil else {
      if statement.ifExists { return .nothing(message: "Type '\(name)' does not exist") }
      throw SQLError.statement(
        "Type \(name) does not exist.", at: statement.name.span, code: .unknownType)
    }
    return .changeCatalog([.removeType(name)], message: "Dropped type '\(name)'")
  }
}
