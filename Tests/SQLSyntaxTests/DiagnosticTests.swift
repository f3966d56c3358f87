// What users and clients read when a statement is wrong.

import SQLSyntax
import Testing

struct DiagnosticTests {
  private func error(_ text: String) throws -> SQLError {
    do {
      _ = try Parser.parseScript(text)
    } catch {
      return error
    }
    throw Accepted()
  }

  private struct Accepted: Error {}

  private func message(_ text: String) throws -> String {
    try error(text).message(in: SourceText(text))
  }

  @Test(arguments: [
    ("SELECT a FROM s", "line 1:16: Syntax Error\nExpecting {';'}"),
    ("show tables;\nFOO bar;", "line 2:1: Syntax Error\nUnknown statement 'FOO'"),
    ("SELET a;", "Unknown statement 'SELET'\nDid you mean 'SELECT'?"),
    (
      "SELECT a FROM from;",
      "\"from\" is a reserved keyword and it can't be used as an identifier. "
        + "You can use it as an identifier by escaping it as 'from'"
    ),
    ("CREATE STREAM s (a INT (KEY));", "Expecting {'STRING', INTEGER_VALUE}\nStatement: CREATE"),
    ("CREATE STREAM s (a VARCHAR(1) (KEY));", "Expecting {',', ')'}"),
    ("CREATE STREAM s (a NULL);", "Syntax error at or near 'NULL' at line 1:20"),
    ("SELECT f(a FROM s;", "Expecting {',', ')'}"),
    ("SELECT f(a, FROM s;", "is a reserved keyword"),
    ("SELECT (a ;", "'}', ']', or ')' is missing"),
    ("SELECT 'a", "Syntax error at or near ''a' at line 1:8"),
    ("SELECT é FROM s;", "Syntax error at or near 'é' at line 1:8"),
    (
      "CREATE STREAM `a b`;",
      "Illegal argument at 1:15. Source names may only contain alphanumeric values, '_' or '-'."
    ),
    (
      "CREATE STREAM s (id INT PRIMARY KEY);",
      "Line: 1, Col: 18: Column `ID` is a 'PRIMARY KEY' column: please use 'KEY' for streams."
    ),
    (
      "CREATE TABLE t (a INT PRIMARY KEY,\n id INT KEY);",
      "Line: 2, Col: 2: Column `ID` is a 'KEY' column: please use 'PRIMARY KEY' for tables."
    ),
    (
      "CREATE TABLE t AS SELECT a FROM s LIMIT 1;",
      "CREATE TABLE AS SELECT statements don't support LIMIT clause."
    ),
    (
      "SELECT 9223372036854775808 FROM s;", "line 1:9: Invalid numeric literal: 9223372036854775808"
    ),
    ("SELECT -1e999 FROM s;", "Number overflows DOUBLE: -1e999"),
    ("SELECT date '2020' FROM s;", "Unknown type: date"),
    ("PRINT t LIMIT 1.5;", "Value must be integer for command: LIMIT"),
    ("ASSERT SCHEMA TIMEOUT 3 SECONDS;", "Expecting {'SUBJECT', 'ID'}"),
    ("SELECT ${x} FROM s;", "Got: '${x}'"),
  ])
  func messageSaysWhatClientsMatchOn(text: String, part: String) throws {
    let message = try message(text)
    #expect(message.contains(part), "\(message)")
  }

  @Test func renderedErrorShowsTheLineAndACaret() throws {
    let text = "show tables;\n\tSELECT a\n\tFRM s WHERE x;"
    #expect(
      try error(text).render(in: SourceText(text)) == """
        line 3, column 6: expected FROM, found 's'
        \tFRM s WHERE x;
        \t    ^
        did you mean FROM?
        """)
  }

  @Test func renderedErrorCoversTheWholeToken() throws {
    let text = "CREATE STREAM s (näme NULL);"
    let rendered = try error(text).render(in: SourceText(text))
    #expect(rendered.hasPrefix("line 1, column 19: "))
    let found = try error("SELECT a FROM select;").render(in: SourceText("SELECT a FROM select;"))
    #expect(
      found == """
        line 1, column 15: expected the name of a stream or table, found the reserved word SELECT
        SELECT a FROM select;
                      ^~~~~~
        put it in back-ticks to use it as a name: `SELECT`
        """)
  }

  @Test func longLinesAreCutAroundThePlace() throws {
    let text = "SELECT " + String(repeating: "a, ", count: 500) + "FROM s;"
    let lines = try error(text).render(in: SourceText(text)).split(separator: "\n")
    #expect(lines[1].count <= 120)
    #expect(lines[1].contains("FROM s;"))
    #expect(lines[2].drop { $0 == " " } == "^~~~")
  }

  @Test func openBracketIsPointedOut() throws {
    #expect(
      try error("SELECT f(a\n, (b ;").notes == ["a bracket is open since line 2, column 3"])
  }

  @Test func wordThatIsNearlyAKeywordIsSuggested() throws {
    #expect(try error("SELECT a FROM s WHER a = 1;").hint == "did you mean WHERE?")
    #expect(try error("SELECT a FROM s GROPU BY a;").hint == "did you mean GROUP?")
  }

  @Test func errorsOfThePlannerFollowTheirPlaceStyle() {
    let source = SourceText("SELECT *\nFROM nowhere;")
    let span = SourceSpan(14, 21)
    let error = SQLError.statement(
      "Source `NOWHERE` does not exist.", at: span, hint: "Did you mean SOMEWHERE?",
      code: .unknownSource, placeStyle: .node)
    #expect(
      error.message(in: source)
        == "Line: 2, Col: 6: Source `NOWHERE` does not exist.\nDid you mean SOMEWHERE?")
    #expect(error.kind == .statement)
    #expect(SQLError.notSupportedYet("x").code == .unsupported)
  }

  @Test func nearestNameIsSuggested() {
    let names = ["PAGEVIEWS", "USERS", "ORDERS"]
    #expect(NameSuggestion.nearest(to: "USER", among: names) == "USERS")
    #expect(NameSuggestion.nearest(to: "pagveiews", among: names) == "PAGEVIEWS")
    #expect(NameSuggestion.nearest(to: "CLICKS", among: names) == nil)
    #expect(NameSuggestion.nearest(to: "", among: ["AB"]) == nil)
    #expect(NameSuggestion.distance("kitten", "sitting") == 3)
    #expect(NameSuggestion.distance("ab", "ba") == 1)
    #expect(NameSuggestion.distance("", "abc") == 3)
  }
}
