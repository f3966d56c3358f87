// What the catalog keeps and what stands in the way of changes.

import Plan
import Planner
import SQLSyntax
import Testing
import Values

@Suite("Catalog")
struct CatalogTests {
  @Test("a catalog with sources, queries and types survives its encoding")
  func roundTrip() throws {
    let fixture = try PlannerFixture(
      PlannerFixture.clicks, PlannerFixture.users, "CREATE TYPE t AS STRUCT<x INT>;",
      "CREATE TABLE counts AS SELECT page, COUNT(*) AS n FROM clicks GROUP BY page;")
    let catalog = fixture.planner.catalog
    let bytes = try PlanCodec.encode(catalog)
    #expect(try PlanCodec.decode(Catalog.self, from: bytes) == catalog)
    #expect(catalog.queries["CTAS_COUNTS_0"]?.reads == ["CLICKS"])
    #expect(catalog.sources["COUNTS"]?.queryID == "CTAS_COUNTS_0")
  }

  @Test("dropping a result takes its query along")
  func dropResult() throws {
    var fixture = try PlannerFixture(
      PlannerFixture.clicks, "CREATE STREAM copy AS SELECT * FROM clicks;")
    guard case .dropSource(let plan) = try fixture.run("DROP STREAM copy DELETE TOPIC;") else {
      Issue.record("not a drop")
      return
    }
    #expect(plan.queries == ["CSAS_COPY_0"])
    #expect(plan.deletesTopic)
    #expect(fixture.planner.catalog.queries.isEmpty)
    #expect(fixture.planner.catalog.sources["COPY"] == nil)
    #expect(fixture.message("DROP STREAM clicks;") == nil)
  }

  @Test("a source that others are made of cannot be dropped")
  func dropUsed() throws {
    var fixture = try PlannerFixture(
      PlannerFixture.clicks, "CREATE STREAM copy AS SELECT * FROM clicks;")
    #expect(fixture.message("DROP STREAM clicks;")?.contains("[COPY]") == true)
    #expect(
      fixture.message("DROP TABLE clicks;")
        == "Incompatible data source type is stream, but statement was DROP table")
    #expect(fixture.message("DROP STREAM IF EXISTS nothing;") == nil)
  }

  @Test("a queries that writes a stream keeps it from being dropped")
  func dropWritten() throws {
    var fixture = try PlannerFixture(
      PlannerFixture.clicks, "CREATE STREAM copy AS SELECT * FROM clicks;",
      "INSERT INTO copy SELECT * FROM clicks;")
    #expect(fixture.message("DROP STREAM copy;")?.contains("[INSERTQUERY_1]") == true)
  }

  @Test("names are taken once")
  func duplicates() throws {
    var fixture = try PlannerFixture(PlannerFixture.clicks)
    #expect(
      fixture.message(
        PlannerFixture.clicks.replacing("STREAM clicks", with: "TABLE clicks")
          .replacing("BIGINT KEY", with: "BIGINT PRIMARY KEY"))
        == "Cannot add table `CLICKS`: A stream with the same name already exists.")
    #expect(
      fixture.message(
        PlannerFixture.clicks.replacing("STREAM clicks", with: "STREAM IF NOT EXISTS clicks"))
        == nil)
  }

  @Test("a custom type is expanded where it is used, and may go afterwards")
  func types() throws {
    var fixture = try PlannerFixture(
      "CREATE TYPE place AS STRUCT<x INT, y INT>;",
      "CREATE STREAM s (p place) WITH (KAFKA_TOPIC='s', PARTITIONS=1, VALUE_FORMAT='JSON');",
      "DROP TYPE place;")
    let type = SQLType.struct([StructField("X", .integer), StructField("Y", .integer)])
    #expect(fixture.planner.catalog.sources["S"]?.schema.value == [ColumnSchema("P", type)])
    #expect(
      fixture.message(
        "CREATE STREAM u (p place) WITH (KAFKA_TOPIC='s', PARTITIONS=1, VALUE_FORMAT='JSON');"
      )?.contains("Cannot resolve unknown type: PLACE") == true)
  }

  @Test("a topic is created with what the statement says, or must be there")
  func topics() throws {
    var fixture = try PlannerFixture()
    guard
      case .createSource(let plan) = try fixture.run(
        "CREATE STREAM s (v INT) WITH (KAFKA_TOPIC='t', PARTITIONS=3, REPLICAS=1, "
          + "RETENTION_MS=5000, VALUE_FORMAT='JSON');")
    else {
      Issue.record("not a source")
      return
    }
    #expect(
      plan.topic
        == TopicToCreate(
          name: "t", partitions: 3, replicas: 1,
          configuration: ["cleanup.policy": "delete", "retention.ms": "5000"]))
    #expect(
      fixture.message(
        "CREATE STREAM u (v INT) WITH (KAFKA_TOPIC='t', PARTITIONS=4, VALUE_FORMAT='JSON');")?
        .contains("already exists, with different partition/replica") == true)
  }

  @Test("a windowed table's topic is compacted and keeps as long as its windows")
  func windowedSink() throws {
    var fixture = try PlannerFixture(PlannerFixture.clicks)
    guard
      case .createAs(let plan) = try fixture.run(
        "CREATE TABLE w WITH (PARTITIONS=2) AS SELECT user_id, COUNT(*) AS c FROM clicks "
          + "WINDOW TUMBLING (SIZE 1 DAY, RETENTION 30 DAYS) GROUP BY user_id;")
    else {
      Issue.record("not a query")
      return
    }
    #expect(plan.topic.partitions == 2)
    #expect(plan.topic.configuration["cleanup.policy"] == "compact,delete")
    #expect(plan.topic.configuration["retention.ms"] == "\(30 * 86_400_000)")
    #expect(plan.source.window == .tumbling(size: 86_400_000))
  }
}
