// Each statement needs exactly the rights that are written here: with all of them it runs, and with
// all but one it is refused and has changed nothing.

import Planner
import SegmentLog
import Access
import Engine
import Testing

private typealias Right = RightsFixture.Right

struct StatementRightsTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let text: String
    let operations: [(AclOperation, String)]

    init(_ text: String, _ operations: (AclOperation, String)...) {
      self.text = text
      self.operations = operations
    }

    var testDescription: String { text }
  }

  static let columns = "(k STRING KEY, v INT)"

  static let cases: [Case] = [
    Case("SELECT * FROM a;", (.read, "a")),
    Case("SELECT * FROM a EMIT CHANGES;", (.read, "a")),
    Case("SELECT * FROM t WHERE k = 'x';", (.read, "t")),
    Case("SELECT * FROM t EMIT CHANGES;", (.read, "t")),
    Case(
      "SELECT a.k, b.v FROM a JOIN b WITHIN 1 HOUR ON a.k = b.k EMIT CHANGES;", (.read, "a"),
      (.read, "b")),
    Case("SELECT a.k, n FROM a JOIN t ON a.k = t.k EMIT CHANGES;", (.read, "a"), (.read, "t")),
    Case("PRINT 'a' FROM BEGINNING LIMIT 1;", (.read, "a")),
    Case("INSERT INTO b VALUES ('y', 2);", (.write, "b")),
    Case("INSERT INTO b SELECT * FROM a;", (.read, "a"), (.write, "b")),
    Case(
      "CREATE STREAM n AS SELECT * FROM a;", (.read, "a"), (.create, "N"), (.write, "N")),
    Case(
      "CREATE TABLE n AS SELECT b.k, COUNT(*) AS c FROM b JOIN a WITHIN 1 HOUR ON a.k = b.k "
        + "GROUP BY b.k;", (.read, "a"), (.read, "b"), (.create, "N"), (.write, "N")),
    Case(
      "CREATE STREAM n WITH (kafka_topic = 'b') AS SELECT * FROM a;", (.read, "a"), (.write, "b")),
    Case(
      "CREATE STREAM n \(columns) WITH (kafka_topic = 'n', value_format = 'JSON', partitions = 1);",
      (.create, "n")),
    Case(
      "CREATE STREAM n \(columns) WITH (kafka_topic = 'a', value_format = 'JSON');", (.read, "a")),
    Case(
      "CREATE SOURCE TABLE n (k STRING PRIMARY KEY, v INT) WITH (kafka_topic = 'a', "
        + "value_format = 'JSON');", (.read, "a")),
    Case(
      "CREATE OR REPLACE STREAM b (k STRING KEY, v INT, w INT) WITH (kafka_topic = 'b', "
        + "value_format = 'JSON');", (.read, "b"), (.alter, "b")),
    Case(
      "CREATE OR REPLACE STREAM d WITH (kafka_topic = 'd') AS SELECT * FROM a WHERE v > 1;",
      (.read, "a"), (.write, "d")),
    Case("ALTER STREAM b ADD COLUMN w INT;", (.alter, "b")),
    Case("DROP STREAM b;", (.alter, "b")),
    Case("DROP STREAM b DELETE TOPIC;", (.alter, "b"), (.delete, "b")),
    Case("DROP STREAM d;", (.read, "a"), (.write, "d")),
    Case("DROP TABLE t DELETE TOPIC;", (.read, "a"), (.write, "t"), (.delete, "t")),
    Case("TERMINATE {d};", (.read, "a"), (.write, "d")),
    Case("PAUSE {d};", (.read, "a"), (.write, "d")),
    Case("RESUME {d};", (.read, "a"), (.write, "d")),
    Case("TERMINATE ALL;", (.read, "a"), (.write, "d"), (.write, "t")),
    Case("PAUSE ALL;", (.read, "a"), (.write, "d"), (.write, "t")),
    Case("CREATE TYPE address AS STRUCT<street STRING>;", (.create, "anything")),
  ]

  private func text(_ testCase: Case, _ fixture: RightsFixture) throws -> String {
    testCase.text.replacing("{d}", with: try fixture.id("D"))
  }

  /// Whoever sees all topics is told which right is missing.
  @Test(arguments: cases)
  func aMissingRightIsNamedAndNothingHappens(_ testCase: Case) throws {
    let fixture = try RightsFixture()
    let text = try text(testCase, fixture)
    try fixture.grant("full", testCase.operations.map { Right($0.0, $0.1) })
    try fixture.grant("full", .describe, "*")
    for (index, missing) in testCase.operations.enumerated() {
      let user = "user\(index)"
      try fixture.grant(user, .describe, "*")
      for (other, right) in testCase.operations.enumerated() where other != index {
        try fixture.grant(user, right.0, right.1)
      }
      let before = (fixture.database.catalog, fixture.database.log.topics().map(\.name))
      let error = try #require(fixture.refusal(user, text), "without \(missing)")
      #expect(error.code == .denied)
      if !testCase.text.contains("TYPE") {
        #expect(
          error.message
            == "Authorization denied to \(missing.0.word) on topic(s): [\(missing.1)]")
      }
      #expect(fixture.database.catalog == before.0)
      #expect(fixture.database.log.topics().map(\.name) == before.1)
    }
    #expect(fixture.refusal("full", text) == nil)
  }

  /// Whoever sees nothing gets no further either.
  @Test(arguments: cases)
  func withoutRightsNothingRuns(_ testCase: Case) throws {
    let fixture = try RightsFixture()
    let before = fixture.database.catalog
    #expect(fixture.refusal("eve", try text(testCase, fixture)) != nil)
    #expect(fixture.database.catalog == before)
  }

  @Test func aDenialWinsOverEveryPermission() throws {
    let fixture = try RightsFixture()
    try fixture.grant("ann", .all, "*")
    #expect(fixture.refusal("ann", "SELECT * FROM a;") == nil)
    try fixture.grant("ann", .read, "a", .topic, .literal, .deny)
    #expect(fixture.refusal("ann", "SELECT * FROM a;")?.code == .denied)
    #expect(fixture.refusal("ann", "CREATE STREAM n AS SELECT * FROM a;")?.code == .denied)
    #expect(fixture.refusal("ann", "SELECT * FROM d;") == nil)
  }

  @Test func theClusterAdministratorStopsEveryQueryAndReadsNone() throws {
    let fixture = try RightsFixture()
    try fixture.grant("root", .alter, Resource.cluster.name, .cluster)
    try fixture.grant("root", .describe, "*")
    #expect(fixture.refusal("root", "SELECT * FROM d;")?.code == .denied)
    #expect(fixture.refusal("root", "INSERT INTO b SELECT * FROM a;")?.code == .denied)
    #expect(fixture.refusal("root", "TERMINATE ALL;") == nil)
    #expect(fixture.database.catalog.queries.isEmpty)
  }

  @Test func createOnTheClusterCreatesAnyTopic() throws {
    let fixture = try RightsFixture()
    try fixture.grant("ann", .create, Resource.cluster.name, .cluster)
    let text =
      "CREATE STREAM n \(Self.columns) WITH (kafka_topic='n', value_format='JSON', partitions=1);"
    #expect(fixture.refusal("ann", text) == nil)
    // What was made is not hers to read.
    #expect(fixture.refusal("ann", "SELECT * FROM n;") != nil)
  }

  @Test func ownersSuperUsersAndServersWithoutSecurityAreNotHeldUp() throws {
    let superUser = AccessSettings(isEnabled: true, superUsers: [Principal(user: "root")])
    let fixture = try RightsFixture(superUser)
    #expect(fixture.refusal("root", "SHOW PROPERTIES; DROP STREAM b DELETE TOPIC;") == nil)
    #expect(fixture.refusal("ann", "SELECT * FROM a;") != nil)
    try fixture.fixture.execute("SELECT * FROM a;")
    let open = try RightsFixture(AccessSettings())
    #expect(open.refusal("anybody", "DROP STREAM b DELETE TOPIC;") == nil)
  }

  /// A request is checked as a whole before any of it is carried out.
  @Test func aForbiddenStatementKeepsTheOnesBeforeItFromRunning() throws {
    let fixture = try RightsFixture()
    try fixture.grant("ann", .all, "ann-", .topic, .prefixed)
    let text = """
      CREATE STREAM n (k STRING KEY) WITH (kafka_topic='ann-n', value_format='JSON', partitions=1);
      CREATE STREAM m (k STRING KEY) WITH (kafka_topic='a', value_format='JSON');
      """
    let error = fixture.run("ann", text, validatesFirst: true).error
    #expect(error?.code == .denied || error?.code == .badStatement)
    #expect(fixture.database.catalog.sources["N"] == nil)
    #expect(!fixture.database.hasTopic("ann-n"))
    // The second one may use what the first one makes.
    let good = text.replacing("kafka_topic='a'", with: "kafka_topic='ann-n'")
    #expect(fixture.run("ann", good, validatesFirst: true).error == nil)
  }

  /// A query keeps the rights that it was made with; whoever reads its result needs their own.
  @Test func aRightThatIsTakenAwayCountsAtOnceAndStopsNoQuery() throws {
    let fixture = try RightsFixture()
    try fixture.grant("ann", [Right(.read, "a"), Right(.create, "N"), Right(.write, "N")])
    try fixture.grant("ann", .read, "N")
    #expect(fixture.refusal("ann", "CREATE STREAM n AS SELECT * FROM a;") == nil)
    _ = try fixture.database.access.remove([AclFilter()])
    #expect(fixture.refusal("ann", "SELECT * FROM n;") != nil)
    try fixture.fixture.execute("INSERT INTO a VALUES ('y', 7);")
    #expect(try fixture.fixture.rows("SELECT * FROM n;").count == 2)
  }
}
