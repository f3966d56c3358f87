import Plan
import Planner

/// SHOW STREAMS, SHOW TABLES.
enum ShowSourcesExecutor {
  static func execute(
    tables: Bool, extended: Bool, _ context: StatementContext
  ) -> StatementResult {
    let sources = context.visibleCatalog.sources.values
      .filter { $0.isTable == tables }
      .sorted { $0.name < $1.name }
    let descriptions =
      extended
      ? sources.map { context.database.describe($0, extended: true, for: context.rights) } : nil
    let listings = sources.map(\.listing)
    return tables
      ? .tables(listings, extended: descriptions) : .streams(listings, extended: descriptions)
  }
}

extension SourceDefinition {
  var listing: SourceListing {
    SourceListing(
      name: name, isTable: isTable, topic: topic, keyFormat: keyFormat.name,
      valueFormat: valueFormat.name, isWindowed: window != nil)
  }
}
