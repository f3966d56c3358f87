// All that has been declared: sources, queries and types. The catalog is a value; planning reads
// it, and only `apply` changes it.

package import Values

/// Sources, persistent queries and custom types by name.
package struct Catalog: Hashable, Sendable, Codable {
  package private(set) var sources: [String: SourceDefinition] = [:]
  package private(set) var queries: [String: QueryDefinition] = [:]
  package private(set) var types: [String: SQLType] = [:]

  package init() {}

  package mutating func apply(_ change: CatalogChange) {
    switch change {
    case .putSource(let source): sources[source.name] = source
    case .removeSource(let name): sources[name] = nil
    case .putQuery(let query): queries[query.id] = query
    case .removeQuery(let id): queries[id] = nil
    case .putType(let name, let type): types[name] = type
    case .removeType(let name): types[name] = nil
    }
  }

  package mutating func apply(_ changes: [CatalogChange]) {
    for change in changes { apply(change) }
  }

  /// Ids of the queries that read a source, in order.
  package func queriesReading(_ source: String) -> [String] {
    queries.values.filter { $0.reads.contains(source) }.map(\.id).sorted()
  }

  /// Ids of the queries that write a source, in order.
  package func queriesWriting(_ source: String) -> [String] {
    queries.values.filter { $0.writes == source }.map(\.id).sorted()
  }

  /// Names of the sources that some query makes out of this one, in order.
  package func sourcesBuilt(on source: String) -> [String] {
    queries.values
      .filter { $0.kind == .createAs && $0.reads.contains(source) }
      .compactMap(\.writes).filter { $0 != source }.sorted()
  }
}
