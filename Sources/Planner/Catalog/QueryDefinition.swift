// What the catalog knows of a persistent query.

package import Plan

/// A registered persistent query.
package struct QueryDefinition: Hashable, Sendable, Codable {
  package enum Kind: String, Hashable, Sendable, Codable {
    case createAs
    case insertInto
    /// Materializes a CREATE SOURCE TABLE; cannot be stopped by itself.
    case sourceTable
  }

  package let id: String
  package let kind: Kind
  package let sqlText: String
  /// Names of the sources that it reads, left to right.
  package let reads: [String]
  /// Name of the source that it writes; nil for `.sourceTable`.
  package let writes: String?
  package let plan: PhysicalPlan

  package init(
    id: String, kind: Kind, sqlText: String, reads: [String], writes: String?, plan: PhysicalPlan
  ) {
    self.id = id
    self.kind = kind
    self.sqlText = sqlText
    self.reads = reads
    self.writes = writes
    self.plan = plan
  }
}
