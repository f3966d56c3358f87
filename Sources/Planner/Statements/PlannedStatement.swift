// What planning a statement gives: what is to be done, complete, so that whoever does it need not
// look at the statement again.

package import Plan

/// The plan of a statement that changes the catalog or runs a query.
package enum PlannedStatement: Sendable {
  case createSource(CreateSourcePlan)
  case createAs(CreateAsPlan)
  case insertInto(InsertIntoPlan)
  case insertValues(InsertValuesPlan)
  case dropSource(DropSourcePlan)
  /// ALTER, CREATE TYPE, DROP TYPE: nothing but changes of the catalog.
  case changeCatalog([CatalogChange], message: String)
  /// IF [NOT] EXISTS met what it was written for.
  case nothing(message: String)
  case pullQuery(PullPlan)
  case pushQuery(PushPlan)
}

/// CREATE STREAM and CREATE TABLE.
package struct CreateSourcePlan: Sendable {
  package let source: SourceDefinition
  /// Nil: the topic is there.
  package let topic: TopicToCreate?
  /// Materializes a SOURCE TABLE.
  package let query: QueryDefinition?
  package let changes: [CatalogChange]
  package let message: String
}

/// CREATE … AS SELECT.
package struct CreateAsPlan: Sendable {
  package let source: SourceDefinition
  package let query: QueryDefinition
  /// The sink's topic; to be created unless it is there.
  package let topic: TopicToCreate
  /// The query whose place this one takes (OR REPLACE); same id.
  package let replaces: String?
  package let changes: [CatalogChange]
  package let message: String
}

/// INSERT INTO … SELECT.
package struct InsertIntoPlan: Sendable {
  package let query: QueryDefinition
  package let changes: [CatalogChange]
  package let message: String
}

/// INSERT INTO … VALUES: one row, as expressions without columns.
package struct InsertValuesPlan: Sendable {
  package let target: SourceDefinition
  /// One for each column of the target's schema, of its type; a missing column is a NULL literal.
  package let columns: [Plan.Expression]
  /// The time of the record (BIGINT); nil = now.
  package let rowTime: Plan.Expression?
}

/// DROP STREAM and DROP TABLE.
package struct DropSourcePlan: Sendable {
  package let source: SourceDefinition
  /// Queries to stop first.
  package let queries: [String]
  package let deletesTopic: Bool
  package let changes: [CatalogChange]
  package let message: String
}

/// A push query: a plan without a sink, and the order of its result's columns.
package struct PushPlan: Sendable {
  package let plan: PhysicalPlan
  package let columns: [ResultColumn]
  package let limit: Int?
  /// Rows are changes of a table.
  package let isTable: Bool
  /// Names of the sources that it reads.
  package let reads: [String]
}
