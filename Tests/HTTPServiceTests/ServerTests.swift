import Engine
import Foundation
import Formats
import HTTPService
import NIOCore
import Planner
import Platform
import Testing

/// Statements, errors, and the endpoints that tell about the server, over a real socket.
struct ServerTests {
  @Test func statementsAnswerWithOneEntityEach() throws {
    let fixture = try HTTPFixture()
    let answer = try fixture.statement(HTTPFixture.clicks + "SHOW STREAMS; DESCRIBE per_user;")
    #expect(answer.status == 200)
    #expect(answer.has("content-type: application/json"))
    let entities = answer.json.array ?? []
    #expect(
      entities.map { $0["@type"]?.string } == [
        "currentStatus", "currentStatus", "streams", "sourceDescription",
      ])
    #expect(entities.first?["commandId"]?.string == "stream/`CLICKS`/create")
    #expect(entities.first?["commandStatus"]?["status"]?.string == "SUCCESS")
    #expect(entities[1]["commandStatus"]?["queryId"]?.string?.hasPrefix("CTAS_PER_USER_") == true)
    #expect(entities[2]["streams"]?.array?.first?["topic"]?.string == "clicks")
    let fields = entities[3]["sourceDescription"]?["fields"]?.array ?? []
    #expect(fields.map { $0["name"]?.string } == ["USER", "N"])
    #expect(fields.map { $0["type"]?.string } == ["KEY", nil])
    #expect(fields[1]["schema"]?["type"]?.string == "BIGINT")
    #expect(try fixture.statement(HTTPFixture.insert("ann", "/a", 1)).body == "[]")
    let status = try fixture.send("GET", "/status/stream/%60CLICKS%60/create")
    #expect(status.json["message"]?.string == "Stream created")
    #expect(try fixture.send("GET", "/status/stream/X/create").status == 404)
  }

  @Test func aBadStatementUndoesTheRequestAndPointsAtItsPlace() throws {
    let fixture = try HTTPFixture()
    let answer = try fixture.statement(
      HTTPFixture.clicks + "CREATE STREAM worse AS SELECT nope FROM clicks;")
    #expect(answer.status == 400)
    #expect(answer.json["@type"]?.string == "statement_error")
    #expect(answer.json["error_code"]?.int == 40001)
    #expect(answer.json["entities"]?.array == [])
    #expect(answer.json["statementText"]?.string?.hasPrefix("CREATE STREAM worse") == true)
    #expect(answer.json["position"]?["line"]?.int == 3)
    #expect(fixture.database.catalog.sources["CLICKS"] == nil)
    let syntax = try fixture.statement("SHOW STREAMS;\n  SHOW NOTHING;")
    #expect(syntax.json["position"]?["line"]?.int == 2)
  }

  @Test func requestsGetTheCodesOfTheirMistakes() throws {
    let fixture = try HTTPFixture(HTTPFixture.clicks)
    #expect(try fixture.statement("SELECT * FROM clicks;").json["error_code"]?.int == 40002)
    #expect(try fixture.statement("PRINT 'clicks';").json["error_code"]?.int == 40002)
    let cut = try fixture.send("POST", "/ksql", "{\"ksql\":")
    #expect(cut.status == 400)
    #expect(cut.json["error_code"]?.int == 40000)
    #expect(cut.json["message"]?.string?.hasPrefix("Invalid JSON in request") == true)
    let property = try fixture.send(
      "POST", "/ksql", #"{"ksql":"SHOW STREAMS;","streamsProperties":{"no.such":1}}"#)
    #expect(property.json["error_code"]?.int == 40000)
    let late = try fixture.send(
      "POST", "/ksql", #"{"ksql":"SHOW STREAMS;","commandSequenceNumber":99}"#)
    #expect(late.status == 503)
    #expect(late.json["error_code"]?.int == 50301)
    #expect(try fixture.query("SHOW STREAMS;").status == 400)
    #expect(try fixture.query("SELECT * FROM nowhere;").json["error_code"]?.int == 40001)
    let inserts = try fixture.send("POST", "/inserts-stream", "{\"target\":\"clicks\"}\n")
    #expect(inserts.json["error_code"]?.int == 40004)
    let close = try fixture.send("POST", "/close-query", #"{"queryId":"q"}"#)
    #expect(close.json["message"]?.string == "No query with id q")
    #expect(try fixture.send("GET", "/nowhere").body == "Not Found")
    #expect(try fixture.send("GET", "/nowhere").status == 404)
    #expect(try fixture.send("GET", "/ksql").status == 405)
    #expect(try fixture.send("GET", "/info", accept: "image/png").status == 406)
    #expect(try fixture.send("GET", "/ws/query").status == 501)
  }

  @Test func theServerTellsAboutItself() throws {
    let fixture = try HTTPFixture()
    let information = try fixture.send("GET", "/info").json["KsqlServerInfo"]
    #expect(information?["serverStatus"]?.string == "RUNNING")
    #expect(try fixture.send("GET", "/healthcheck").json["isHealthy"]?.bool == true)
    #expect(try fixture.send("GET", "/chc/ready").body == "{}")
    let root = try fixture.send("GET", "/")
    #expect(root.status == 307)
    #expect(root.has("location: /info"))
    #expect(try fixture.send("GET", "/is_valid_property/auto.offset.reset").body == "true")
    #expect(try fixture.send("GET", "/is_valid_property/nope").status == 400)
    let head = try fixture.send("HEAD", "/info")
    #expect(head.status == 200)
    #expect(head.body.isEmpty)
  }

  @Test func propertiesAndVariablesOfARequestEndWithIt() throws {
    let fixture = try HTTPFixture(HTTPFixture.clicks)
    let with = try fixture.send(
      "POST", "/ksql",
      #"{"ksql":"DESCRIBE ${source};","sessionVariables":{"source":"CLICKS"}}"#)
    #expect(with.json.array?.first?["sourceDescription"]?["name"]?.string == "CLICKS")
    #expect(try fixture.statement("DESCRIBE ${source};").status == 400)
  }

  // MARK: - Bytes

  @Test func aBodyAboveTheLimitIsRefusedAndTheConnectionEnds() throws {
    var limits = HTTPLimits()
    limits.bodyBytesMax = 1000
    let fixture = try HTTPFixture(limits: limits)
    let announced = try fixture.statement(String(repeating: "x", count: 2000))
    #expect(announced.status == 413)
    #expect(announced.has("connection: close"))
    let connection = try fixture.connect()
    let chunk = String(repeating: "y", count: 600)
    try connection.send(
      Array("POST /ksql HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n".utf8))
    for _ in 0..<3 { try connection.send(Array("258\r\n\(chunk)\r\n".utf8)) }
    try connection.send(Array("0\r\n\r\n".utf8))
    #expect(Answer(HTTPFixture.readToEnd(connection)).status == 413)
  }

  @Test func whatIsNoRequestIsRefusedAndHalfOfOneHarmsNobody() throws {
    let fixture = try HTTPFixture()
    let garbage = try fixture.connect()
    try garbage.send(Array("what is this?\r\n\r\n".utf8))
    #expect(Answer(HTTPFixture.readToEnd(garbage)).status == 400)
    let long = try fixture.connect()
    try long.send(
      Array("GET /info HTTP/1.1\r\nX: \(String(repeating: "h", count: 100_000))\r\n\r\n".utf8))
    #expect(Answer(HTTPFixture.readToEnd(long)).status != 200)
    let encoded = try fixture.send("GET", "/status/%zz/a/b")
    #expect(encoded.status == 400)
    do {
      let half = try fixture.connect()
      try half.send(Array("POST /ksql HTTP/1.1\r\nHost: t\r\nContent-Length: 50\r\n\r\n{".utf8))
      let preface = try fixture.connect()
      try preface.send(Array("PRI * HT".utf8))
      #expect(try fixture.send("GET", "/info").status == 200)
    }
    #expect(try fixture.send("GET", "/info").status == 200)
  }

  @Test func aSilentConnectionIsClosed() throws {
    var limits = HTTPLimits()
    limits.idleTime = .milliseconds(50)
    let fixture = try HTTPFixture(limits: limits)
    let silent = try fixture.connect()
    #expect(HTTPFixture.readToEnd(silent).isEmpty)
    let half = try fixture.connect()
    try half.send(Array("POST /ksql HTTP/1.1\r\nHost: t\r\nContent-Length: 50\r\n\r\n{".utf8))
    #expect(HTTPFixture.readToEnd(half).isEmpty)
  }

  @Test func oneConnectionTakesRequestsOneAfterAnother() throws {
    let fixture = try HTTPFixture()
    let connection = try fixture.connect()
    try connection.send(
      HTTPFixture.request("GET", "/info", "") + HTTPFixture.request("GET", "/chc/live", "")
        + HTTPFixture.request("GET", "/healthcheck", "", closes: true))
    let all = String(decoding: HTTPFixture.readToEnd(connection), as: UTF8.self)
    #expect(all.components(separatedBy: "HTTP/1.1 200 OK").count == 4)
  }

  @Test func moreConnectionsThanAllowedAreTurnedAway() throws {
    var limits = HTTPLimits()
    limits.connectionCountMax = 1
    let fixture = try HTTPFixture(limits: limits)
    let first = try fixture.connect()
    try first.send(HTTPFixture.request("GET", "/info", ""))
    #expect(HTTPFixture.read(first, until: "RUNNING").contains("200 OK"))
    #expect(try HTTPFixture.readToEnd(fixture.connect()).isEmpty)
  }
}
