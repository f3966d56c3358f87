// One step of the catalog. A planned statement carries the steps it stands for; whoever executes it
// records them and applies them, at once or again after a restart.

package import Values

/// A change of the catalog, complete in itself.
package enum CatalogChange: Hashable, Sendable, Codable {
  /// Adds a source or takes the place of the one with its name.
  case putSource(SourceDefinition)
  case removeSource(String)
  /// Adds a query or takes the place of the one with its id.
  case putQuery(QueryDefinition)
  case removeQuery(String)
  case putType(name: String, type: SQLType)
  case removeType(String)
}
