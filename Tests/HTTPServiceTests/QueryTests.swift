import Engine
import Formats
import HTTPService
import Platform
import Testing

/// Rows of pull and push queries, inserts and plain records, over a real socket.
struct QueryTests {
  @Test func aPullQueryIsOneArrayWithKeysMarked() throws {
    let fixture = try HTTPFixture(HTTPFixture.clicks)
    try fixture.execute(HTTPFixture.insert("ann", "/a", 1) + HTTPFixture.insert("ann", "/b", 2))
    let answer = try fixture.query("SELECT * FROM per_user WHERE user = 'ann';")
    #expect(answer.has("content-length:"))
    let elements = answer.json.array ?? []
    #expect(elements.count == 2)
    #expect(elements.first?["header"]?["schema"]?.string == "`USER` STRING KEY, `N` BIGINT")
    #expect(elements.last?["row"]?["columns"]?.description == #"["ann",2]"#)
    let none = try fixture.query("SELECT * FROM per_user WHERE user = 'bob';")
    #expect(none.json.array?.count == 1)
  }

  @Test func aPushQueryDeliversAndEndsAtItsLimit() throws {
    let fixture = try HTTPFixture(HTTPFixture.clicks)
    try fixture.execute(HTTPFixture.insert("ann", "/a", 1))
    let connection = try fixture.connect()
    try connection.send(
      HTTPFixture.request(
        "POST", "/query",
        HTTPFixture.queryBody("SELECT user, ms FROM clicks EMIT CHANGES LIMIT 2;"), closes: true))
    let first = HTTPFixture.read(connection, until: #"["ann",1]"#)
    #expect(first.contains("`USER` STRING, `MS` INTEGER\""))
    try fixture.execute(HTTPFixture.insert("bob", "/b", 2))
    let rest = String(decoding: HTTPFixture.readToEnd(connection), as: UTF8.self)
    #expect(rest.contains(#"{"row":{"columns":["bob",2]}}"#))
    #expect(rest.contains(#"{"finalMessage":"Limit Reached"}]"#))
  }

  @Test func rowsComeInTheLayoutThatIsAccepted() throws {
    let fixture = try HTTPFixture(HTTPFixture.clicks)
    try fixture.execute(HTTPFixture.insert("ann", "/a", 1))
    let body = #"{"sql":"SELECT user, ms FROM clicks;","properties":{}}"#
    let lines = try fixture.send("POST", "/query-stream", body)
    #expect(lines.has("content-type: application/vnd.ksqlapi.delimited.v1"))
    let parts = lines.body.split(separator: "\n")
    #expect(parts.first?.contains(#""columnNames":["USER","MS"]"#) == true)
    #expect(parts.first?.contains(#""columnTypes":["STRING","INTEGER"]"#) == true)
    #expect(parts.dropFirst() == [#"["ann",1]"#])
    let array = try fixture.send("POST", "/query-stream", body, accept: "application/json")
    #expect(array.json.array?.count == 2)
    let versioned = try fixture.send(
      "POST", "/query-stream", body, accept: "application/vnd.ksql.v1+json")
    #expect(versioned.json.array?.last?["row"] != nil)
    let delimited = try fixture.query(
      "SELECT user, ms FROM clicks;", accept: "application/vnd.ksqlapi.delimited.v1")
    #expect(delimited.body.hasSuffix("[\"ann\",1]\n"))
  }

  @Test func aDeletedRowIsMarkedInOneLayoutAndLeftOutInTheOther() throws {
    let fixture = try HTTPFixture(
      """
      CREATE TABLE users (id INT PRIMARY KEY, name STRING)
        WITH (kafka_topic = 'users', value_format = 'JSON', partitions = 1);
      """)
    try fixture.execute("INSERT INTO users (id, name) VALUES (1, 'ann');")
    let delete = try fixture.send("POST", "/topics/users/records", "{\"key\":1,\"value\":null}\n")
    #expect(delete.json["count"]?.int == 1)
    let select = "SELECT * FROM users EMIT CHANGES LIMIT 2;"
    let marked = try fixture.query(select).json.array ?? []
    #expect(marked[1]["row"]?.description == #"{"columns":[1,"ann"]}"#)
    #expect(marked[2]["row"]?.description == #"{"columns":[1,null],"tombstone":true}"#)
    let lines = try fixture.query(select, accept: "application/vnd.ksqlapi.delimited.v1")
    #expect(lines.body.split(separator: "\n").count == 2)
  }

  @Test func printShowsRecordsAsLines() throws {
    let fixture = try HTTPFixture(HTTPFixture.clicks)
    try fixture.execute(HTTPFixture.insert("ann", "/a", 1))
    let answer = try fixture.query("PRINT 'clicks' FROM BEGINNING LIMIT 1;")
    #expect(answer.body.contains(#"key: ann, value: {"URL":"/a","MS":1}, partition: 0"#))
    let json = try fixture.send(
      "POST", "/query-stream", #"{"sql":"PRINT 'clicks' LIMIT 1;"}"#, accept: "application/json")
    #expect(json.status == 406)
  }

  // MARK: - Ends

  @Test func closeQueryEndsTheQueryOfSomebodyElse() throws {
    let fixture = try HTTPFixture(HTTPFixture.clicks)
    let connection = try openPushQuery(fixture)
    let id = try #require(fixture.pushQueryIDs.first)
    let close = try fixture.send("POST", "/close-query", "{\"queryId\":\"\(id)\"}")
    #expect(close.status == 200)
    #expect(close.body.isEmpty)
    let rest = String(decoding: HTTPFixture.readToEnd(connection), as: UTF8.self)
    #expect(rest.contains(#"{"finalMessage":"Query Completed"}]"#))
    #expect(fixture.pushQueryIDs.isEmpty)
  }

  @Test func aClientThatGoesEndsItsQuery() throws {
    let fixture = try HTTPFixture(HTTPFixture.clicks)
    do {
      let connection = try openPushQuery(fixture)
      #expect(fixture.pushQueryIDs.count == 1)
      withExtendedLifetime(connection) {}
    }
    #expect(fixture.eventually { fixture.pushQueryIDs.isEmpty })
  }

  @Test func stoppingEndsPushQueriesAndSaysSo() throws {
    let fixture = try HTTPFixture(HTTPFixture.clicks)
    let connection = try openPushQuery(fixture)
    let time = SystemTimeSource()
    let start = time.monotonicNanoseconds()
    fixture.server.stop()
    #expect(time.monotonicNanoseconds() - start < 1_500_000_000)
    let rest = String(decoding: HTTPFixture.readToEnd(connection), as: UTF8.self)
    #expect(rest.contains("Query Completed"))
    #expect(throws: (any Error).self) { try fixture.send("GET", "/info") }
  }

  /// A push query whose header has come.
  private func openPushQuery(_ fixture: HTTPFixture) throws -> TCPConnection {
    let connection = try fixture.connect()
    let body = HTTPFixture.queryBody("SELECT * FROM clicks EMIT CHANGES;")
    try connection.send(HTTPFixture.request("POST", "/query", body, closes: true))
    #expect(HTTPFixture.read(connection, until: "header").contains("transient_CLICKS"))
    return connection
  }

  // MARK: - Records in

  @Test func recordsComeInAsLines() throws {
    let fixture = try HTTPFixture(HTTPFixture.clicks)
    let records = try fixture.send(
      "POST", "/topics/clicks/records",
      #"{"key":"ann","value":{"url":"/a","ms":3},"timestamp":1000,"partition":0}"# + "\n"
        + #"{"key":"bob","value":"{\"ms\":4}"}"#)
    #expect(records.json["count"]?.int == 2)
    let plain = try fixture.send(
      "POST", "/topics/clicks/records?lines=values", "{\"user\":\"cat\",\"ms\":5}\n\n")
    #expect(plain.json["count"]?.int == 1)
    let rows = try fixture.query("SELECT user, ms FROM clicks;").json.array ?? []
    let columns = rows.compactMap { $0["row"]?["columns"]?.description }
    #expect(columns == [#"["ann",3]"#, #"["bob",4]"#, #"["cat",5]"#])
    let time = try fixture.query("SELECT ROWTIME FROM clicks WHERE user = 'ann';")
    #expect(time.json.array?.last?["row"]?["columns"]?.description == "[1000]")
    #expect(try fixture.send("POST", "/topics/none/records", "{}\n").status == 400)
    let far = #"{"key":"x","value":1,"partition":7}"#
    #expect(try fixture.send("POST", "/topics/clicks/records", far).status == 400)
    let made = try fixture.send("POST", "/topics/fresh/records?partitions=3", #"{"value":"v"}"#)
    #expect(made.json["count"]?.int == 1)
    #expect(fixture.database.partitionCount(of: "fresh") == 3)
  }
}

/// HTTP/2 with prior knowledge; needs curl, and says so when there is none.
@Suite(.enabled(if: HTTPFixture.curl != nil, "curl is not installed"))
struct HTTP2Tests {
  private static let version = ["--http2-prior-knowledge"]

  @Test func bothVersionsAreSpokenOnOnePort() throws {
    let fixture = try HTTPFixture(HTTPFixture.clicks)
    try fixture.execute(HTTPFixture.insert("ann", "/a", 1))
    let body = HTTPFixture.queryBody("SELECT * FROM per_user WHERE user = 'ann';")
    for version in ["--http1.1", "--http2-prior-knowledge"] {
      let answer = try fixture.curl([version], "/query", body: body)
      #expect(answer.contains(#"{"row":{"columns":["ann",1]}}]"#), "\(version)")
      #expect(answer.hasSuffix("\n200"))
      let refusal = try fixture.curl([version], "/ksql", body: "nonsense")
      #expect(refusal.hasSuffix("\n400"), "\(version)")
    }
  }

  @Test func insertedRowsAreAcknowledgedUpToTheFirstBadOne() throws {
    let fixture = try HTTPFixture(HTTPFixture.clicks)
    let rows = """
      {"target":"clicks"}
      {"user":"ann","url":"/a","ms":1}
      {"\\"USER\\"":"bob","ms":2,"unknown":true}
      {"user":"cat","ms":"x"}
      {"user":"dan"}

      """
    let answer = try fixture.curl(Self.version, "/inserts-stream", body: rows)
    let lines = answer.split(separator: "\n")
    #expect(lines.prefix(2) == [#"{"seq":0,"status":"ok"}"#, #"{"seq":1,"status":"ok"}"#])
    #expect(lines[2].contains(#""error_code":40000"#))
    #expect(lines[2].contains("class java.lang.String into type INTEGER"))
    #expect(lines[2].contains(#""seq":2,"status":"error""#))
    let stored = try fixture.query("SELECT user FROM clicks;").json.array ?? []
    #expect(stored.compactMap { $0["row"]?["columns"]?.description } == [#"["ann"]"#, #"["bob"]"#])
    let array = try fixture.curl(
      Self.version + ["-H", "Accept: application/json"], "/inserts-stream",
      body: "{\"target\":\"clicks\"}\n{\"url\":\"/x\"}\n")
    #expect(array.hasPrefix("["))
    #expect(array.contains("Key field must be specified: USER"))
    let unknown = try fixture.curl(
      Self.version, "/inserts-stream", body: "{\"target\":\"nowhere\"}\n{}\n")
    #expect(unknown.contains(#""error_code":40001"#))
    #expect(unknown.hasSuffix("\n400"))
  }

  @Test func aBodyAboveTheLimitIsRefused() throws {
    var limits = HTTPLimits()
    limits.bodyBytesMax = 1000
    let fixture = try HTTPFixture(limits: limits)
    let answer = try fixture.curl(
      Self.version, "/ksql", body: String(repeating: "x", count: 300_000))
    #expect(answer.contains("41300"))
    #expect(answer.hasSuffix("\n413"))
  }

  @Test func aPushQueryEndsAtItsLimit() throws {
    let fixture = try HTTPFixture(HTTPFixture.clicks)
    try fixture.execute(HTTPFixture.insert("ann", "/a", 1))
    let answer = try fixture.curl(
      Self.version, "/query-stream",
      body: #"{"sql":"SELECT ms FROM clicks EMIT CHANGES LIMIT 1;","#
        + #""properties":{"auto.offset.reset":"earliest"}}"#)
    #expect(answer.hasSuffix("\n[1]\n\n200"))
  }
}
