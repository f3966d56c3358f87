// The JSON model of the edges.

import Formats
import Testing
import Values

@Suite struct JSONValueTests {
  @Test func textIsKept() throws {
    for text in [
      "null", "true", "10.50", "1e5", #""a\n\"é""#, "[1,[],{}]", #"{"b":1,"a":[null,"x"]}"#,
    ] {
      #expect(try JSONValue.parse(text).description == text)
    }
    #expect(try JSONValue.parse(" { \"a\" : [ 1 , 2 ] } ").description == #"{"a":[1,2]}"#)
  }

  @Test func whatIsNotJSONIsRefused() {
    for text in [
      "", "01", "1.", ".5", "+1", "-", "1e", "tru", "[1,]", "{\"a\"}", "{a:1}", "\"a", "\"\\x\"",
      "\"\\u12G4\"", "1 2", "[1", "\"\u{1}\"", String(repeating: "[", count: 100_000),
    ] {
      #expect(throws: JSONError.self, "\(text.prefix(20))") { try JSONValue.parse(text) }
    }
    #expect(throws: JSONError.self) { try JSONValue.parse([0x22, 0xFF, 0x22]) }
  }

  @Test func randomDocumentsSurviveALayout() throws {
    var r = SeededGenerator(7)
    for _ in 0..<500 {
      let value = RandomValues.json(&r)
      #expect(try JSONValue.parse(RandomValues.text(value, &r)) == value)
    }
  }

  @Test func membersAreFound() throws {
    let value = try JSONValue.parse(#"{"a":1,"b":"x","a":2,"c":[true]}"#)
    #expect(value["a"]?.int == 2)
    #expect(value["b"]?.string == "x")
    #expect(value["c"]?.array?.first?.bool == true)
    #expect(value["d"] == nil)
    #expect(JSONValue.object(["x": .integer(1), "y": nil]).description == #"{"x":1}"#)
  }

  @Test func rowsShowTimesAsText() {
    #expect(
      Value.timestamp(0).json(type: .timestamp, style: .row).description
        == #""1970-01-01T00:00:00.000""#)
    #expect(Value.date(1).json(type: .date, style: .row).description == #""1970-01-02""#)
    #expect(
      Value.time(3_600_001).json(type: .time, style: .row).description
        == #""01:00:00.001""#)
    #expect(Value.time(60_000).json(type: .time, style: .row).description == #""00:01:00""#)
    #expect(Value.time(60_000).json(type: .time).description == "60000")
    #expect(Value.double(.nan).json(type: .double).description == #""NaN""#)
  }
}
