// A topic that may not be described is not there: in no list, no advice, no error.

import Planner
import SegmentLog
import Access
import Engine
import Testing

struct HiddenTopicTests {
  static let hidden = """
    CREATE STREAM vault (k STRING KEY, v INT)
      WITH (kafka_topic = 'secret', value_format = 'JSON', partitions = 3);
    CREATE TABLE secrets WITH (kafka_topic = 'secrets') AS
      SELECT k, COUNT(*) AS n FROM vault GROUP BY k;
    INSERT INTO vault VALUES ('x', 1);
    """

  private func fixture() throws -> RightsFixture {
    let fixture = try RightsFixture()
    try fixture.fixture.execute(Self.hidden)
    for topic in ["a", "d"] { try fixture.grant("eve", .all, topic) }
    try fixture.grant("eve", .all, "eve-", .topic, .prefixed)
    return fixture
  }

  /// Asking for a topic or a query that is hidden gives what asking for nothing gives.
  @Test(arguments: [
    "PRINT '#' FROM BEGINNING;", "EXPLAIN CTAS_#S_9;", "TERMINATE CTAS_#S_9;",
    "PAUSE CTAS_#S_9;", "RESUME CTAS_#S_9;", "ASSERT TOPIC '#' TIMEOUT 0 SECONDS;",
    "ASSERT NOT EXISTS TOPIC '#' TIMEOUT 0 SECONDS;",
    "CREATE STREAM n (k STRING KEY) WITH (kafka_topic = '#', value_format = 'JSON');",
    "CREATE STREAM n (k STRING KEY) WITH (kafka_topic = '#', value_format = 'JSON', "
      + "partitions = 1);",
    "CREATE STREAM n WITH (kafka_topic = '#', partitions = 2) AS SELECT * FROM a;",
    "SELECT * FROM vaul;", "DESCRIBE vaul;", "DROP STREAM IF EXISTS vaul;",
  ])
  func whatIsHiddenIsNotThere(_ template: String) throws {
    let fixture = try fixture()
    let id = try fixture.id("SECRETS")
    func answer(_ name: String, _ queryID: String) -> String {
      let template = template.replacing("CTAS_#S_9", with: queryID)
      let (error, results) = fixture.run("eve", template.replacing("#", with: name))
      let text = error.map { "\($0.code) \($0.message) \($0.rendering)" } ?? "\(results)"
      return text.replacing(queryID, with: "ID").replacing(name, with: "#")
        .replacing(name.uppercased(), with: "#")
    }
    let before = fixture.database.catalog
    let found = answer("secret", id)
    #expect(found == answer("qwerty", "CTAS_QWERTYS_9"))
    // Nor does advice name it.
    #expect(!found.lowercased().contains("vault"))
    #expect(fixture.database.catalog == before)
  }

  /// Who knows the name of a stream is told that it is not theirs, and nothing else.
  @Test(arguments: [
    "SELECT * FROM vault;", "SELECT nope FROM vault EMIT CHANGES;",
    "SELECT * FROM secrets WHERE k = 'x';",
    "SELECT a.k FROM a JOIN vault WITHIN 1 HOUR ON a.k = vault.k EMIT CHANGES;",
    "SELECT vault.k FROM vault JOIN a WITHIN 1 HOUR ON a.k = vault.k EMIT CHANGES;",
    "SELECT a.k FROM a JOIN secrets ON a.k = secrets.k EMIT CHANGES;",
    "INSERT INTO vault VALUES ('y', 1);", "INSERT INTO vault (nope) VALUES (1);",
    "INSERT INTO vault SELECT * FROM a;", "INSERT INTO d SELECT * FROM vault;",
    "DESCRIBE vault;", "DESCRIBE vault EXTENDED;", "DROP STREAM vault;", "DROP TABLE vault;",
    "DROP STREAM IF EXISTS vault DELETE TOPIC;", "ALTER STREAM vault ADD COLUMN w INT;",
    "EXPLAIN SELECT * FROM vault EMIT CHANGES;", "EXPLAIN CREATE TABLE n AS SELECT * FROM secrets;",
    "CREATE STREAM n AS SELECT * FROM vault;", "CREATE TABLE n AS SELECT * FROM secrets;",
    "CREATE STREAM n AS SELECT a.k FROM a JOIN vault WITHIN 1 HOUR ON a.k = vault.k;",
  ])
  func aHiddenSourceIsRefusedByItsName(_ text: String) throws {
    let fixture = try fixture()
    let before = fixture.database.catalog
    let name = text.contains("vault") ? "VAULT" : "SECRETS"
    let error = try #require(fixture.refusal("eve", text))
    #expect(error.code == .denied)
    #expect(
      error.message == "Authorization denied to Describe on the topic(s) of: [\(name)]")
    #expect(error.message == error.rendering && error.statementText == nil)
    #expect(fixture.database.catalog == before)
  }

  @Test func listsShowWhatMayBeDescribed() throws {
    let fixture = try fixture()
    let (error, results) = fixture.run(
      "eve",
      """
      SHOW STREAMS EXTENDED; SHOW TABLES EXTENDED; SHOW TOPICS EXTENDED; SHOW ALL TOPICS;
      SHOW QUERIES EXTENDED; DESCRIBE STREAMS EXTENDED; DESCRIBE TABLES; DESCRIBE a EXTENDED;
      SHOW TYPES; SHOW FUNCTIONS; SHOW VARIABLES;
      """)
    #expect(error == nil)
    for result in results.prefix(8) {
      let text = "\(result)".lowercased()
      #expect(!text.contains("secret") && !text.contains("vault"), "\(text)")
    }
    guard case .streams(let streams, _) = results[0], case .tables(let tables, _) = results[1],
      case .topics(let topics, _) = results[2], case .topics(let all, _) = results[3],
      case .queries(let queries, _) = results[4], case .source(let a) = results[7]
    else {
      Issue.record("other results: \(results)")
      return
    }
    #expect(streams.map(\.name) == ["A", "D"] && tables.isEmpty)
    #expect(topics.map(\.name) == ["a", "d"] && all.map(\.name) == ["a", "d"])
    #expect(queries.map(\.sink) == ["D"])
    // T is built on A too, and is none of her business.
    #expect(a.constraints == ["D"] && a.readQueries.map(\.sink) == ["D"])
    let owner = try fixture.fixture.execute("SHOW QUERIES;")
    guard case .queries(let owned, _)? = owner.first else { return }
    #expect(owned.count == 3)
  }

  /// The name of a hidden source cannot be taken, nor does it lead anywhere.
  @Test func aHiddenNameCannotBeOverwritten() throws {
    let fixture = try fixture()
    let before = fixture.database.catalog
    for heading in ["CREATE STREAM", "CREATE OR REPLACE STREAM", "CREATE STREAM IF NOT EXISTS"] {
      for rest in [
        "(k STRING KEY) WITH (kafka_topic='a', value_format='JSON')",
        "(k STRING KEY) WITH (kafka_topic='eve-1', value_format='JSON', partitions=1)",
        "WITH (kafka_topic='eve-2') AS SELECT * FROM a",
      ] {
        let error = fixture.refusal("eve", "\(heading) vault \(rest);")
        #expect(error?.message == "The name `VAULT` is taken.")
      }
    }
    #expect(fixture.database.catalog == before)
    #expect(!fixture.database.hasTopic("eve-1"))
  }

  /// A result may be seen while what it is made of may not: its maker's text is not shown, and who
  /// asks for more is not told what is missing.
  @Test func aResultDoesNotGiveItsSourceAway() throws {
    let fixture = try fixture()
    for operation in [AclOperation.read, .write, .delete] {
      try fixture.grant("eve", operation, "secrets")
    }
    guard case .source(let source)? = fixture.run("eve", "DESCRIBE secrets;").results.first else {
      Issue.record("no description")
      return
    }
    #expect(source.listing.name == "SECRETS" && source.statement.isEmpty)
    #expect(source.writeQueries.isEmpty)
    #expect(fixture.refusal("eve", "SELECT * FROM secrets WHERE k = 'x';") == nil)
    for text in ["DROP TABLE secrets;", "TERMINATE ALL;", "PAUSE ALL;"] {
      #expect(
        fixture.refusal("eve", text)?.message
          == "Authorization denied to Alter on cluster: [kafka-cluster]")
    }
  }

  /// What queries keep in topics of their own is as closed as what they read.
  @Test func internalTopicsAreClosed() throws {
    let fixture = try fixture()
    let names = fixture.database.log.topics().filter(\.configuration.isInternal).map(\.name)
    #expect(!names.isEmpty)
    for name in names {
      #expect(fixture.refusal("eve", "PRINT '\(name)' FROM BEGINNING;")?.code == .denied)
      let over = "CREATE STREAM x (k STRING KEY) WITH (kafka_topic='\(name)', value_format='JSON');"
      #expect(fixture.refusal("eve", over) != nil)
    }
    #expect(fixture.database.catalog.sources["X"] == nil)
  }

  /// Bad records are shown in the processing log, which is a topic like others.
  @Test func theProcessingLogIsATopicLikeOthers() throws {
    let fixture = try fixture()
    try fixture.database.declareProcessingLog()
    #expect(fixture.refusal("eve", "SELECT * FROM ksql_processing_log;") != nil)
    #expect(fixture.refusal("eve", "PRINT '\(ProcessingLog.topic)';")?.code == .denied)
    try fixture.grant("eve", .read, ProcessingLog.topic)
    #expect(fixture.refusal("eve", "SELECT * FROM ksql_processing_log;") == nil)
  }

  /// What is wrong with a record is part of the record.
  @Test func problemsAreToldToReadersAlone() throws {
    let fixture = try fixture()
    let writer = try fixture.database.writer(topic: "a")
    try writer.append(key: nil, value: Array("{\"V\": \"hush\"}".utf8), timestamp: 1)
    try writer.flush()
    fixture.fixture.scheduler.runUntilIdle()
    for user in ["ann", "bob"] {
      for topic in ["a", "d"] { try fixture.grant(user, .describe, topic) }
    }
    try fixture.grant("bob", .read, "a")
    func problems(_ user: String) throws -> [String] {
      let results = fixture.run(user, "DESCRIBE a EXTENDED;").results
      guard case .source(let source)? = results.first else { return ["nothing"] }
      return try #require(source.statistics).problems
    }
    #expect(try problems("ann") == [])
    #expect(try !problems("bob").isEmpty)
  }
}
