// The runner itself: it must be able to fail, and say what it means.

import Formats
import Platform
import SQLTesting
import Testing

@Suite("Test runner")
struct RunnerTests {
  /// Runs a text as a file of the given kind and gives the lines that came.
  private func run(
    _ text: String, kind: String, style: TestReport.Style = .text, lens: Lens = .single
  ) throws -> (lines: [String], summary: TestSummary) {
    let files = PosixFileSystem()
    let random = SystemRandomSource()
    let folder = "/tmp/millrace-runner-\(random.next())"
    try files.createDirectory(folder)
    defer {
      // A folder that stays behind harms nobody.
      try? files.removeDirectory(folder)
    }
    let path = folder + "/file." + kind
    try files.replace(path, with: Array(text.utf8))
    var lines: [String] = []
    let summary = TestRunner.run(paths: [path], lens: lens, report: style) { lines.append($0) }
    return (lines, summary)
  }

  private func queryCase(
    statements: [String], outputs: String, more: String = ""
  ) -> String {
    let texts = statements.map { JSONValue.string($0).description }.joined(separator: ",")
    return """
      // comments are allowed
      {"tests": [{"name": "case", "statements": [\(texts)],
        "inputs": [{"topic": "s", "key": "a", "value": {"V": 1}, "timestamp": 5}],
        "outputs": [\(outputs)]\(more)}]}
      """
  }

  private let create =
    "CREATE STREAM s (k STRING KEY, v INT) WITH (kafka_topic='s', value_format='JSON');"
  private let copy = "CREATE STREAM r AS SELECT k, v + 1 AS w FROM s;"

  @Test("a case with the right output passes")
  func rightOutputPasses() throws {
    let output = #"{"topic": "R", "key": "a", "value": {"W": 2}, "timestamp": 5}"#
    let (lines, summary) = try run(
      queryCase(statements: [create, copy], outputs: output), kind: "json")
    #expect(summary.passed == 1)
    #expect(lines == ["pass file - case", "1 passed, 0 failed, 0 skipped"])
  }

  @Test(
    "a case fails on another value, key, time or number of records",
    arguments: [
      #"{"topic": "R", "key": "a", "value": {"W": 3}}"#,
      #"{"topic": "R", "key": "b", "value": {"W": 2}}"#,
      #"{"topic": "R", "key": "a", "value": {"W": 2}, "timestamp": 6}"#,
      #"{"topic": "R", "key": "a", "value": {"W": 2, "X": 1}}"#,
      #"{"topic": "R", "key": "a", "value": null}"#,
      #"{"topic": "R", "key": "a", "value": {"W": 2}}, {"topic": "R", "value": null}"#,
      #"{"topic": "NONE", "key": "a", "value": {"W": 2}}"#,
    ])
  func wrongOutputFails(output: String) throws {
    let (_, summary) = try run(
      queryCase(statements: [create, copy], outputs: output), kind: "json")
    #expect(summary.failed == 1)
  }

  @Test("headers go on with the rows, also through a grouping")
  func headersGoOn() throws {
    let headers = #""headers": [{"KEY": "h", "VALUE": "IQ=="}, {"KEY": "n", "VALUE": null}]"#
    let count = "CREATE TABLE t AS SELECT v, COUNT(*) AS n FROM s GROUP BY v EMIT CHANGES;"
    let statements = [create, copy, count].map { JSONValue.string($0).description }
    let text = """
      {"tests": [{"name": "case", "statements": [\(statements.joined(separator: ","))],
        "inputs": [{"topic": "s", "key": "a", "value": {"V": 1}, \(headers)},
          {"topic": "s", "key": "b", "value": {"V": 1}}],
        "outputs": [{"topic": "R", "key": "a", "value": {"W": 2}, \(headers)},
          {"topic": "R", "key": "b", "value": {"W": 2}},
          {"topic": "T", "key": 1, "value": {"N": 1}, \(headers)},
          {"topic": "T", "key": 1, "value": {"N": 2}}]}]}
      """
    for lens in Lens.all where lens.partitions == 1 {
      let (lines, _) = try run(text, kind: "json", lens: lens)
      #expect(lines.first == "pass file - case")
    }
  }

  @Test("formats and configurations make several cases of one")
  func expansion() throws {
    let statement =
      "CREATE STREAM s (k STRING KEY, v INT) WITH (kafka_topic='s', value_format='{FORMAT}');"
    let more = #", "format": ["JSON", "NO_FORMAT"]"#
    let output = #"{"topic": "R", "key": "a", "value": {"W": 2}}"#
    let (lines, summary) = try run(
      queryCase(statements: [statement, copy], outputs: output, more: more), kind: "json")
    #expect(summary.passed == 1 && summary.failed == 1)
    #expect(lines.first == "pass file - case - JSON")
  }

  @Test("the class of a refusal decides, its text is reported")
  func refusals() throws {
    func report(_ type: String, _ message: String) throws -> JSONValue {
      let more =
        #", "expectedException": {"type": "io.confluent.\#(type)", "message": "\#(message)"}"#
      let bad = "CREATE STREAM r AS SELECT k, nothing FROM s;"
      let (lines, _) = try run(
        queryCase(statements: [create, bad], outputs: "", more: more), kind: "json", style: .json)
      return try JSONValue.parse(try #require(lines.first))
    }
    let right = try report("KsqlStatementException", "NOTHING")
    #expect(right["outcome"]?.string == "pass")
    #expect(right["expects_error"]?.bool == true)
    #expect(right["message_matches"]?.bool == true)
    let otherText = try report("KsqlException", "no such words")
    #expect(otherText["outcome"]?.string == "pass")
    #expect(otherText["message_matches"]?.bool == false)
    let otherClass = try report("StreamsException", "NOTHING")
    #expect(otherClass["outcome"]?.string == "fail")
  }

  @Test("a .test file fails where its words do not hold")
  func testFilesFail() throws {
    let text = """
      statement ok
      \(create)

      publish s
        k  v
        a  1

      changes s
        +  a  2
      """
    let (lines, summary) = try run(text, kind: "test")
    #expect(summary.failed == 1)
    #expect(lines.first?.contains("line 8") == true)
  }

  @Test("a .test file is left out under a lens that it names")
  func skippedLens() throws {
    let text = "# skip batch-7: for a reason\n\nstatement ok\n\(create)\n"
    let lens = try #require(Lens.named("batch-7"))
    let (lines, summary) = try run(text, kind: "test", lens: lens)
    #expect(summary.skipped == 1)
    #expect(lines.first?.hasSuffix("for a reason") == true)
  }

  @Test("a .sql file must begin with a test")
  func sqlNeedsTests() throws {
    let (_, summary) = try run(create, kind: "sql")
    #expect(summary.failed == 1)
  }
}
