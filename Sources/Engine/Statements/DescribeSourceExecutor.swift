import Planner
import SQLSyntax

/// DESCRIBE of one source or of all.
enum DescribeSourceExecutor {
  static func execute(
    _ statement: DescribeSourceStatement, _ context: StatementContext
  ) throws(DatabaseError) -> StatementResult {
    let database = context.database
    try context.rights.checkNames(context.prepared.statement.namedSources, database.catalog)
    let catalog = context.visibleCatalog
    guard let source = catalog.sources[statement.name.name] else {
      var message = "Could not find STREAM/TABLE '\(statement.name.name)' in the Metastore"
      if let nearest = NameSuggestion.nearest(
        to: statement.name.name, among: catalog.sources.keys.sorted())
      {
        message += ". Did you mean \(nearest)?"
      }
      throw context.refusal(message)
    }
    return .source(
      context.database.describe(
        source, extended: statement.isExtended, for: context.rights))
  }

  static func execute(
    all statement: DescribeSourcesStatement, _ context: StatementContext
  ) -> StatementResult {
    .sources(
      context.visibleCatalog.sources.values
        .filter { $0.isTable == (statement.kind == .table) }
        .sorted { $0.name < $1.name }
        .map {
          context.database.describe(
            $0, extended: statement.isExtended, for: context.rights)
        })
  }
}
