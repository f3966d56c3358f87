// DROP STREAM and DROP TABLE: what stands in the way, and what goes with the source.

import SQLSyntax

extension StatementPlanner {
  func dropSource(_ statement: DropSourceStatement) throws(SQLError) -> PlannedStatement {
    let kind = statement.kind == .table ? "table" : "stream"
    let name = statement.name.name
    guard let source = catalog.sources[name] else {
      let text =
        "\(statement.kind == .table ? "Table" : "Stream") \(statement.name) does not exist."
      if statement.ifExists { return .nothing(message: "Source `\(name)` does not exist.") }
      throw SQLError.statement(
        text, at: statement.name.span, hint: catalog.nearest(to: statement.name),
        code: .unknownSource)
    }
    guard source.isTable == (statement.kind == .table) else {
      throw SQLError.statement(
        "Incompatible data source type is \(source.kindText), but statement was DROP \(kind)",
        at: statement.name.span)
    }
    if statement.deletesTopic && source.isReadOnly {
      throw SQLError.statement("Cannot delete topic for read-only source: \(name)")
    }
    let own = source.queryID.map { [$0] } ?? []
    try checkUnused(source, own: own)
    return .dropSource(
      DropSourcePlan(
        source: source, queries: own.filter { catalog.queries[$0] != nil },
        deletesTopic: statement.deletesTopic,
        changes: own.map { .removeQuery($0) } + [.removeSource(name)],
        message: "Source `\(name)` (topic: \(source.topic)) was dropped."))
  }

  private func checkUnused(_ source: SourceDefinition, own: [String]) throws(SQLError) {
    let built = catalog.sourcesBuilt(on: source.name)
    if !built.isEmpty {
      throw SQLError.statement(
        "Cannot drop \(source.name).\nThe following streams and/or tables read from this source: "
          + "[\(built.joined(separator: ", "))].\nYou need to drop them before dropping "
          + "\(source.name).")
    }
    let readers = catalog.queriesReading(source.name).filter { !own.contains($0) }
    let writers = catalog.queriesWriting(source.name).filter { !own.contains($0) }
    if !readers.isEmpty || !writers.isEmpty {
      throw SQLError.statement(
        "Cannot drop \(source.name).\nThe following queries read from this source: "
          + "[\(readers.joined(separator: ", "))].\nThe following queries write into this source: "
          + "[\(writers.joined(separator: ", "))].\nYou need to terminate them before dropping "
          + "\(source.name).")
    }
  }
}
