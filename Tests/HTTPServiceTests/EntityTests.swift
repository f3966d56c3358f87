@testable import HTTPService
import Engine
import Formats
import NIOHTTP1
import Testing
import Values

/// Entities, errors, rows and requests without a socket.
struct EntityTests {
  private func entity(_ result: StatementResult) -> String? {
    Entity.one(result, statementText: "S;")?.description
  }

  @Test func listingsHaveTheFieldsOfTheReference() {
    let source = SourceListing(
      name: "A", isTable: true, topic: "a", keyFormat: "KAFKA", valueFormat: "JSON",
      isWindowed: false)
    #expect(
      entity(.tables([source], extended: nil))
        == #"{"@type":"tables","statementText":"S;","tables":[{"type":"TABLE","name":"A","#
        + #""topic":"a","keyFormat":"KAFKA","valueFormat":"JSON","isWindowed":false}],"#
        + #""warnings":[]}"#)
    let topic = TopicListing(name: "t", partitionCount: 2, consumerCount: 3, consumerGroupCount: 1)
    #expect(
      entity(.topics([topic], extended: false))
        == #"{"@type":"kafka_topics","statementText":"S;","#
        + #""topics":[{"name":"t","replicaInfo":[1,1]}],"warnings":[]}"#)
    #expect(
      entity(.topics([topic], extended: true))?.contains(
        #""consumerCount":3,"consumerGroupCount":1"#) == true)
    let query = QueryListing(
      id: "Q", kind: .persistent, state: .running, text: "T", sink: "S", sinkTopic: "s")
    #expect(
      entity(.queries([query], extended: nil))?.contains(
        #"{"queryString":"T","sinks":["S"],"sinkKafkaTopics":["s"],"id":"Q","#
          + #""statusCount":{"RUNNING":1},"queryType":"PERSISTENT","state":"RUNNING"}"#) == true)
  }

  @Test func commandsAndWarningsAnswerAndSessionsDoNot() {
    let outcome = CommandOutcome(
      commandID: "stream/`A`/create", message: "Stream created", queryID: nil, sequenceNumber: 4)
    #expect(
      entity(.done(outcome))
        == #"{"@type":"currentStatus","statementText":"S;","commandId":"stream/`A`/create","#
        + #""commandStatus":{"status":"SUCCESS","message":"Stream created","queryId":null},"#
        + #""commandSequenceNumber":4,"warnings":[]}"#)
    #expect(entity(.warning("w"))?.contains(#""@type":"warning_entity""#) == true)
    #expect(entity(.session("changed")) == nil)
    #expect(entity(.inserted(count: 1)) == nil)
    let inner = [ExecutedStatement(text: "S;", result: .warning("w"))]
    #expect(Entity.list([ExecutedStatement(text: "R;", result: .script(inner))]).count == 1)
  }

  @Test func typesAreDescribedDownToTheirParts() {
    let type = SQLType.struct([
      StructField("A", .array(.decimal(precision: 5, scale: 2))),
      StructField("M", .map(key: .string, value: .bigint)),
    ])
    #expect(
      Entity.schema(type).description
        == #"{"type":"STRUCT","fields":[{"name":"A","schema":{"type":"ARRAY","fields":null,"#
        + #""memberSchema":{"type":"DECIMAL","fields":null,"memberSchema":null,"#
        + #""parameters":{"precision":5,"scale":2}}}},{"name":"M","schema":{"type":"MAP","#
        + #""fields":null,"memberSchema":{"type":"BIGINT","fields":null,"memberSchema":null}}}],"#
        + #""memberSchema":null}"#)
  }

  @Test func errorsKeepCodeTextAndWhatCameBefore() {
    let statement = HTTPError(.statement("no", "X;"), entities: [.null])
    #expect(
      statement.json.description
        == #"{"@type":"statement_error","error_code":40001,"message":"no","statementText":"X;","#
        + #""entities":[null]}"#)
    let request = HTTPError(.request("bad"))
    #expect(
      request.json.description
        == #"{"@type":"generic_error","error_code":40000,"message":"bad"}"#)
    #expect(request.status.code == 400)
  }

  @Test func valuesOfEveryTypeAreWrittenAsRows() {
    let values: [(Value, SQLType, String)] = [
      (.decimal(Decimal(unscaled: 1050, scale: 2)), .decimal(precision: 5, scale: 2), "10.50"),
      (.double(.nan), .double, #""NaN""#), (.bytes([1, 2]), .bytes, #""AQI=""#),
      (.timestamp(1), .timestamp, #""1970-01-01T00:00:00.001""#),
      (.date(1), .date, #""1970-01-02""#), (.time(1000), .time, #""00:00:01""#),
      (.array([.integer(1), .null]), .array(.integer), "[1,null]"),
      (.boolean(true), .boolean, "true"), (.string("a\"b"), .string, #""a\"b""#),
    ]
    let columns = values.enumerated().map { index, value in
      ResultColumn(name: "C\(index)", type: value.1, isKey: false)
    }
    var text = RowText(.delimited, columns, queryID: "", isPush: false)
    _ = text.take()
    text.append(
      ResultRows(
        columns: values.map { .of([$0.0], type: $0.1) }, count: 1, tombstones: nil))
    #expect(
      String(decoding: text.take(), as: UTF8.self)
        == "[" + values.map(\.2).joined(separator: ",") + "]\n")
  }

  @Test func anEmptyPullResultIsACompleteArray() {
    var text = RowText(.streamedRows, [], queryID: "q", isPush: false)
    text.append(.complete)
    #expect(
      String(decoding: text.take(), as: UTF8.self) == #"[{"header":{"queryId":"q","schema":""}}]"#)
  }

  @Test func aFailureAfterTheHeaderIsAnElement() {
    var text = RowText(.streamedRows, [], queryID: "q", isPush: true)
    _ = text.take()
    text.append(.failed(.system("disk")))
    #expect(
      String(decoding: text.take(), as: UTF8.self)
        == ",\n"
        + #"{"errorMessage":{"@type":"generic_error","error_code":50000,"message":"disk"}}]"#
    )
  }

  @Test func addressesAreTakenApart() throws {
    let head = HTTPRequestHead(
      version: .http1_1, method: .GET, uri: "/status/stream/%60A%2FB%60/create?x=1+2&y=%C3%A4&z")
    let request = try HTTPRequest(head, isHTTP2: false)
    #expect(request.path == ["status", "stream", "`A/B`", "create"])
    #expect(request.parameter("x") == "1 2")
    #expect(request.parameter("y") == "ä")
    #expect(request.parameter("z") == "")
    for uri in ["/%", "/%4", "/%GG", "/%ff", "/%+1"] {
      #expect(throws: HTTPError.self) {
        try HTTPRequest(
          HTTPRequestHead(version: .http1_1, method: .GET, uri: uri), isHTTP2: false)
      }
    }
  }

  @Test func theFirstTypeThatCanBeWrittenIsTaken() throws {
    func type(_ accept: String?) throws -> MediaType {
      var head = HTTPRequestHead(version: .http1_1, method: .POST, uri: "/")
      if let accept { head.headers.add(name: "Accept", value: accept) }
      return try MediaType.accepted(
        HTTPRequest(head, isHTTP2: false), of: [.delimited, .json])
    }
    #expect(try type(nil) == .delimited)
    #expect(try type("*/*") == .delimited)
    #expect(try type("text/html, application/json;q=0.9") == .json)
    #expect(throws: HTTPError.self) { try type("text/html") }
  }
}
