// Which nodes and columns a plan has, by rule.

import Plan
import Planner
import Testing
import Values

@Suite("Shapes of plans")
struct PlanShapeTests {
  private static func has(_ node: PlanNode, _ holds: (PlanNode) -> Bool) -> Bool {
    holds(node) || node.inputs.contains { has($0, holds) }
  }

  private static func isRepartitioned(_ node: PlanNode) -> Bool {
    has(node) { if case .repartition = $0 { true } else { false } }
  }

  @Test("a source reads its key and what is used")
  func pruning() throws {
    var fixture = try PlannerFixture(PlannerFixture.clicks)
    let root = try fixture.root("CREATE STREAM a AS SELECT user_id, n FROM clicks WHERE n > 1;")
    #expect(root.sources.map(\.reads) == [[0, 2]])
    #expect(root.sources[0].output.schema.value == [ColumnSchema("N", .integer)])
  }

  @Test(
    "rows are repartitioned only when their key changes",
    arguments: [
      ("SELECT user_id, COUNT(*) AS c FROM clicks GROUP BY user_id", false),
      ("SELECT page, COUNT(*) AS c FROM clicks GROUP BY page", true),
      ("SELECT user_id + 0 AS u, COUNT(*) AS c FROM clicks GROUP BY user_id + 0", true),
    ])
  func repartition(_ query: String, _ expected: Bool) throws {
    var fixture = try PlannerFixture(PlannerFixture.clicks)
    #expect(Self.isRepartitioned(try fixture.root("CREATE TABLE t AS \(query);")) == expected)
  }

  @Test("PARTITION BY leaves the partitioning to the sink's topic")
  func partitionBy() throws {
    var fixture = try PlannerFixture(PlannerFixture.clicks)
    let root = try fixture.root("CREATE STREAM p AS SELECT * FROM clicks PARTITION BY page;")
    #expect(!Self.isRepartitioned(root))
    #expect(root.output.schema.key == [ColumnSchema("PAGE", .string)])
  }

  @Test("a stream joined on its key is not repartitioned, on a value it is")
  func joins() throws {
    var fixture = try PlannerFixture(PlannerFixture.clicks, PlannerFixture.users)
    let onKey = try fixture.root(
      "CREATE STREAM a AS SELECT user_id, name FROM clicks JOIN users ON user_id = id;")
    #expect(!Self.isRepartitioned(onKey))
    let onValue = try fixture.root(
      "CREATE STREAM b AS SELECT id, name, page FROM clicks JOIN users "
        + "ON CAST(n AS BIGINT) = id;")
    #expect(Self.isRepartitioned(onValue))
    #expect(onValue.output.schema.key == [ColumnSchema("ID", .bigint)])
  }

  @Test("filters and groupings of tables read old values, projections do not ask for them")
  func oldValues() throws {
    var fixture = try PlannerFixture(PlannerFixture.users)
    let filtered = try fixture.root("CREATE TABLE a AS SELECT id, name FROM users WHERE age > 1;")
    #expect(filtered.sources[0].output.hasOldValues)
    let grouped = try fixture.root(
      "CREATE TABLE b AS SELECT age, COUNT(*) AS c FROM users GROUP BY age;")
    #expect(grouped.sources[0].store == StoreChoice("KsqlTopic-Reduce"))
    let copied = try fixture.root("CREATE TABLE c AS SELECT id, name FROM users;")
    #expect(copied.sources[0].store == nil)
  }

  @Test("EMIT FINAL has no grace, EMIT CHANGES what is left of a day")
  func grace() throws {
    var fixture = try PlannerFixture(PlannerFixture.clicks)
    let start =
      "AS SELECT user_id, COUNT(*) AS c FROM clicks WINDOW TUMBLING (SIZE 1 HOUR) GROUP BY user_id"
    for (name, emit, expected) in [("a", "CHANGES", 23 * 3_600_000), ("b", "FINAL", 0)] {
      let root = try fixture.root("CREATE TABLE \(name) \(start) EMIT \(emit);")
      let found = Self.has(root) { node in
        guard case .aggregate(let aggregate) = node else { return false }
        return aggregate.window?.grace == Int64(expected)
      }
      #expect(found)
    }
  }

  @Test("a push query gives its columns in the order of the select list")
  func pushColumns() throws {
    var fixture = try PlannerFixture(PlannerFixture.clicks)
    guard
      case .pushQuery(let plan) = try fixture.run(
        "SELECT page, user_id, n FROM clicks EMIT CHANGES LIMIT 2;")
    else {
      Issue.record("not a push query")
      return
    }
    #expect(plan.columns.map(\.name) == ["PAGE", "USER_ID", "N"])
    #expect(plan.columns.map(\.position) == [1, 0, 2])
    #expect(plan.columns.map(\.isKey) == [false, true, false])
    #expect(plan.limit == 2)
  }

  @Test("a pull query reads the keys that its condition names")
  func pullKeys() throws {
    var fixture = try PlannerFixture(
      PlannerFixture.clicks,
      "CREATE TABLE t AS SELECT user_id, COUNT(*) AS c FROM clicks GROUP BY user_id;")
    let cases: [(String, [KeySelection.Keys])] = [
      ("user_id = 1", [.key([.literal(.bigint(1), .bigint)])]),
      ("1 = user_id AND c > 2", [.key([.literal(.bigint(1), .bigint)])]),
      (
        "user_id = 1 OR (user_id = 2 AND c = 3)",
        [.key([.literal(.bigint(1), .bigint)]), .key([.literal(.bigint(2), .bigint)])]
      ),
      ("user_id = 1 OR c = 3", [.key([.literal(.bigint(1), .bigint)]), .all]),
      ("NOT (user_id = 1)", [.all]), ("user_id > 1", [.all]),
    ]
    for (condition, expected) in cases {
      guard case .pullQuery(let plan) = try fixture.run("SELECT * FROM t WHERE \(condition);"),
        case .table(let id, _, let selections) = plan.scan
      else {
        Issue.record("not a pull query")
        return
      }
      #expect(id == "CTAS_T_0")
      #expect(selections.map(\.keys) == expected, "\(condition)")
      #expect(plan.predicate != nil)
    }
  }

  @Test("chains of conditions become trees of little height")
  func longChains() throws {
    var fixture = try PlannerFixture(PlannerFixture.clicks)
    let chain = (0..<400).map { "n = \($0)" }.joined(separator: " OR ")
    let root = try fixture.root("CREATE STREAM a AS SELECT * FROM clicks WHERE \(chain);")
    guard case .filter(let filter) = root else {
      Issue.record("not a filter")
      return
    }
    func height(_ e: Expression) -> Int { 1 + (e.children.map(height).max() ?? 0) }
    #expect(height(filter.predicate) < 20)
    let sum = Array(repeating: "n", count: 400).joined(separator: " + ")
    #expect(
      fixture.message("CREATE STREAM b AS SELECT user_id, \(sum) FROM clicks;")?
        .contains("nested more than") == true)
  }
}
