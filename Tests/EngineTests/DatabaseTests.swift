import Engine
import Planner
import SQLSyntax
import SegmentLog
import Testing
import Values

struct DatabaseTests {
  @Test func aQueryAnswersAndAnotherStartGoesOnWhereItWas() throws {
    let fixture = try DatabaseFixture()
    try fixture.execute(DatabaseFixture.clicks)
    try fixture.execute(
      """
      INSERT INTO clicks (user, url, ms) VALUES ('ann', '/a', 5);
      INSERT INTO clicks (user, url, ms) VALUES ('bob', '/b', 7);
      """)
    let one = "SELECT n, total FROM per_user WHERE user = 'ann';"
    #expect(try fixture.rows(one) == [[.bigint(1), .integer(5)]])
    try fixture.reopen()
    fixture.scheduler.runUntilIdle()
    #expect(try fixture.rows(one) == [[.bigint(1), .integer(5)]])
    try fixture.execute("INSERT INTO clicks (user, url, ms) VALUES ('ann', '/c', 6);")
    #expect(try fixture.rows(one) == [[.bigint(2), .integer(11)]])
    #expect(try fixture.rows("SELECT * FROM per_user;").count == 2)
  }

  @Test func theStartOfANewQueryIsCommittedBeforeItsStatementAnswers() throws {
    let fixture = try DatabaseFixture()
    try fixture.execute(
      """
      CREATE STREAM clicks (user STRING KEY, url STRING, ms INT)
        WITH (kafka_topic = 'clicks', value_format = 'JSON', partitions = 1);
      INSERT INTO clicks (user, url, ms) VALUES ('ann', '/old', 1);
      SET 'auto.offset.reset' = 'latest';
      """)
    // No task has had a turn yet, as after a crash right behind the answer.
    let outcome = fixture.session.execute("CREATE STREAM copies AS SELECT * FROM clicks;")
    #expect(outcome.error == nil)
    let starts = fixture.database.log.groups().compactMap { group in
      fixture.database.log.committed(group)?.offsets[TopicPartition("clicks", 0)]
    }
    #expect(starts == [Offset(1)])
  }

  @Test func aPausedQueryStaysPausedOverARestart() throws {
    let fixture = try DatabaseFixture()
    try fixture.execute(DatabaseFixture.clicks + "PAUSE CTAS_PER_USER_1;")
    try fixture.execute("INSERT INTO clicks (user, url, ms) VALUES ('ann', '/a', 5);")
    #expect(try fixture.rows("SELECT * FROM per_user;") == [])
    try fixture.reopen()
    fixture.scheduler.runUntilIdle()
    #expect(try fixture.rows("SELECT * FROM per_user;") == [])
    try fixture.execute("RESUME CTAS_PER_USER_1;")
    #expect(try fixture.rows("SELECT * FROM per_user;").count == 1)
  }

  @Test func aDroppedTableLeavesNoInternalTopic() throws {
    let fixture = try DatabaseFixture()
    try fixture.execute(DatabaseFixture.clicks)
    try fixture.execute("INSERT INTO clicks (user, url, ms) VALUES ('ann', '/a', 5);")
    try fixture.execute("DROP TABLE per_user DELETE TOPIC;")
    guard case .topics(let topics, _)? = try fixture.execute("SHOW ALL TOPICS;").last else {
      Issue.record("no topics")
      return
    }
    #expect(topics.map(\.name) == ["clicks"])
    #expect(fixture.refusal(of: "SELECT * FROM per_user;")?.kind == .statement)
  }

  @Test func aRequestWithOneBadStatementChangesNothing() throws {
    let fixture = try DatabaseFixture()
    let outcome = fixture.session.execute(
      DatabaseFixture.clicks + "CREATE STREAM bad AS SELECT nope FROM clicks;", .statementsOnly,
      validatesFirst: true)
    #expect(outcome.executed.isEmpty)
    #expect(outcome.error?.position?.line == 4)
    #expect(fixture.database.catalog.sources.isEmpty)
  }

  @Test func errorsPointAtTheLineThatWasWritten() throws {
    let fixture = try DatabaseFixture()
    let error = fixture.refusal(of: "SHOW STREAMS;\n  SELECT * FROM nowhere;")
    #expect(error?.position?.line == 2)
    #expect(error?.rendering.contains("  SELECT * FROM nowhere;") == true)
  }

  @Test func variablesAreReplacedAndPropertiesChecked() throws {
    let fixture = try DatabaseFixture()
    try fixture.execute(
      """
      DEFINE t = 'things';
      CREATE STREAM ${t} (a INT) WITH (kafka_topic = '${t}', value_format = 'JSON', partitions = 1);
      """)
    #expect(fixture.database.catalog.sources["THINGS"]?.topic == "things")
    #expect(
      fixture.refusal(of: "SET 'no.such.thing' = '1';")?.message
        == "Unknown property: no.such.thing")
    #expect(fixture.refusal(of: "SET 'auto.offset.reset' = 'sometimes';") != nil)
    try fixture.execute("SET 'auto.offset.reset' = 'latest';")
    #expect(fixture.session.values["ksql.streams.auto.offset.reset"] == "latest")
  }

  @Test func pushQueriesGiveWhatComes() throws {
    let fixture = try DatabaseFixture()
    try fixture.execute(DatabaseFixture.clicks)
    guard
      let stream = try fixture.execute("SELECT url FROM clicks EMIT CHANGES LIMIT 2;").last?.stream
    else {
      Issue.record("no stream")
      return
    }
    for url in ["/a", "/b", "/c"] {
      try fixture.execute("INSERT INTO clicks (user, url, ms) VALUES ('ann', '\(url)', 1);")
    }
    var urls: [Value] = []
    var limitReached = false
    loop: while let element = stream.take() {
      switch element {
      case .rows(let rows): urls += (0..<rows.count).map { rows.columns[0].value(at: $0) }
      case .end(let end):
        if case .limitReached = end { limitReached = true }
        break loop
      }
    }
    #expect(urls == [.string("/a"), .string("/b")])
    #expect(limitReached)
  }

  @Test func explainShowsTheStatementItIsAbout() throws {
    let fixture = try DatabaseFixture()
    try fixture.execute(DatabaseFixture.clicks)
    let outcome = fixture.session.execute(
      """
      DEFINE who = 'ann';
      -- a query
      EXPLAIN /* not yet */ SELECT url FROM clicks
        WHERE user = '${who}' EMIT CHANGES;
      EXPLAIN SELECT * FROM per_user;
      EXPLAIN CTAS_PER_USER_1;
      """)
    let texts = outcome.executed.compactMap { statement in
      if case .query(let description) = statement.result { description.text } else { nil }
    }
    #expect(
      texts.prefix(2) == [
        "SELECT url FROM clicks\n  WHERE user = 'ann' EMIT CHANGES;", "SELECT * FROM per_user;",
      ])
    #expect(texts.last?.hasPrefix("CREATE TABLE per_user AS") == true)
  }

  @Test func aBadRecordIsSkippedAndExplained() throws {
    let fixture = try DatabaseFixture()
    try fixture.execute(DatabaseFixture.clicks)
    let writer = try fixture.database.writer(topic: "clicks")
    try writer.append(key: Array("ann".utf8), value: Array("{\"MS\": [1]}".utf8), timestamp: 0)
    try writer.append(key: Array("ann".utf8), value: Array("{\"MS\": 3}".utf8), timestamp: 0)
    try writer.flush()
    fixture.scheduler.runUntilIdle()
    #expect(try fixture.rows("SELECT n FROM per_user;") == [[.bigint(1)]])
    guard case .source(let description)? = try fixture.execute("DESCRIBE per_user EXTENDED;").last
    else {
      Issue.record("no description")
      return
    }
    #expect(description.statistics?.problems.count == 1)
    #expect(description.statistics?.problems.first?.contains("clicks-") == true)
  }
}
