// No endpoint is a way round the access rules.

import Planner
import Platform
import Access
import Engine
import Formats
import Testing

struct EndpointRightsTests {
  static let declarations = """
    CREATE STREAM secret (k STRING KEY, v INT)
      WITH (kafka_topic = 'secret', value_format = 'JSON', partitions = 1);
    CREATE TABLE n AS SELECT k, COUNT(*) AS c FROM secret GROUP BY k;
    INSERT INTO secret VALUES ('x', 1);
    """

  private func fixture() throws -> HTTPFixture {
    let fixture = try HTTPFixture(users: ["root", "eve"], Self.declarations)
    // She knows that they are there, which makes errors tell more.
    for topic in ["secret", "N"] {
      try fixture.database.access.add([
        AclBinding(try ResourcePattern(.topic, topic), Principal(user: "eve"), .describe)
      ])
    }
    return fixture
  }

  private func isDenied(_ answer: Answer, _ operation: String, _ topic: String) -> Bool {
    answer.status == 403 && answer.json["error_code"]?.int == 40301
      && answer.json["@type"]?.string == "generic_error"
      && answer.json["message"]?.string
        == "Authorization denied to \(operation) on topic(s): [\(topic)]"
  }

  @Test func statementsAndQueriesAreDenied() throws {
    let fixture = try fixture()
    #expect(
      isDenied(
        try fixture.statement("CREATE STREAM x AS SELECT * FROM secret;", as: "eve"), "Read",
        "secret"))
    #expect(
      isDenied(
        try fixture.statement("INSERT INTO secret VALUES ('y', 1);", as: "eve"), "Write",
        "secret"))
    for text in [
      "SELECT * FROM secret;", "SELECT * FROM secret EMIT CHANGES;", "PRINT 'secret';",
    ] {
      #expect(isDenied(try fixture.query(text, as: "eve"), "Read", "secret"), "\(text)")
      let body = JSONValue.object(["sql": .string(text)]).description
      let streamed = try fixture.send("POST", "/query-stream", body, as: "eve")
      #expect(isDenied(streamed, "Read", "secret"), "\(text)")
    }
    #expect(isDenied(try fixture.query("SELECT * FROM n WHERE k = 'x';", as: "eve"), "Read", "N"))
    #expect(try fixture.query("SELECT * FROM secret;", as: "root").status == 200)
    // A denial keeps the statements before it from running.
    let two = try fixture.statement(
      "CREATE TYPE t AS STRUCT<a INT>; DROP STREAM secret;", as: "eve")
    #expect(two.status == 403)
    #expect(fixture.database.catalog.types.isEmpty)
  }

  @Test func recordsAreDenied() throws {
    let fixture = try fixture()
    let line = "{\"value\":1}\n"
    let written = try fixture.send("POST", "/topics/secret/records", line, as: "eve")
    #expect(isDenied(written, "Write", "secret"))
    let made = try fixture.send("POST", "/topics/new/records?partitions=1", line, as: "eve")
    #expect(isDenied(made, "Write", "new"))
    #expect(!fixture.database.hasTopic("new"))
    #expect(
      try fixture.send("POST", "/topics/secret/records", line, as: "root").json["count"]?.int == 1)
  }

  @Test(.enabled(if: HTTPFixture.curl != nil, "curl is not installed"))
  func insertsStreamsAreDenied() throws {
    let fixture = try fixture()
    let rows = "{\"target\":\"secret\"}\n{\"K\":\"y\",\"V\":2}\n"
    func answer(_ user: String) throws -> String {
      try fixture.curl(
        ["--http2-prior-knowledge", "-u", "\(user):\(HTTPFixture.password(user))"],
        "/inserts-stream", body: rows)
    }
    let denied = try answer("eve")
    #expect(denied.contains("Authorization denied to Write on topic(s): [secret]"))
    #expect(denied.hasSuffix("\n403"))
    #expect(try answer("root").contains("\"status\":\"ok\""))
  }

  /// A rule may name the address that a client comes from, whichever version it speaks.
  @Test(.enabled(if: HTTPFixture.curl != nil, "curl is not installed"))
  func addressesOfClientsAreKnown() throws {
    let fixture = try fixture()
    let pattern = try ResourcePattern(.topic, "secret")
    let body = HTTPFixture.queryBody("SELECT * FROM secret;")
    func statuses() throws -> [String] {
      try ["--http1.1", "--http2-prior-knowledge"].map { version in
        String(
          try fixture.curl([version, "-u", "eve:pw-eve"], "/query", body: body).suffix(3))
      }
    }
    for (address, expected) in [("10.0.0.7", "403"), ("127.0.0.1", "200")] {
      try fixture.database.access.add([
        AclBinding(
          pattern, Principal(user: "eve"), host: ClientHost(rule: address), .read, .allow)
      ])
      #expect(try statuses() == [expected, expected])
    }
  }

  @Test func whatBecameOfCommandsIsNotForEverybody() throws {
    let fixture = try fixture()
    #expect(try fixture.statement("DROP TABLE n;", as: "root").status == 200)
    let path = "/status/table/N/drop"
    #expect(try fixture.send("GET", path, as: "root").status == 200)
    #expect(try fixture.send("GET", path, as: "eve").status == 404)
    let list = try fixture.send("GET", "/status", as: "eve").json["commandStatuses"]?.members ?? []
    #expect(list.map(\.key) == ["stream/`SECRET`/create"])
  }

  @Test func queriesOfOthersGoOn() throws {
    let fixture = try fixture()
    let connection = try fixture.connect()
    try connection.send(
      HTTPFixture.request(
        "POST", "/query", HTTPFixture.queryBody("SELECT * FROM secret EMIT CHANGES;"),
        login: HTTPFixture.login("root", HTTPFixture.password("root"))))
    #expect(HTTPFixture.read(connection, until: "\"row\"").contains("\"row\""))
    let id = try #require(fixture.pushQueryIDs.first)
    let close = JSONValue.object(["queryId": .string(id)]).description
    #expect(
      isDenied(try fixture.send("POST", "/close-query", close, as: "eve"), "Read", "secret"))
    #expect(fixture.pushQueryIDs == [id])
    #expect(try fixture.send("POST", "/close-query", close, as: "root").status == 200)
  }

  @Test func theClusterIsNotEverybodysToEnd() throws {
    let fixture = try fixture()
    let refused = try fixture.send("POST", "/ksql/terminate", "{}", as: "eve")
    #expect(refused.status == 403)
    #expect(
      refused.json["message"]?.string
        == "Authorization denied to Alter on cluster: [kafka-cluster]")
    #expect(try fixture.send("GET", "/info", as: "eve").status == 200)
    #expect(fixture.database.catalog.queries.count == 1)
    #expect(try fixture.send("POST", "/ksql/terminate", "{}", as: "root").status == 200)
  }
}
