// Scripts as text: cutting them into statements, and the values of variables in them.

import SQLSyntax
import Testing

struct StatementSplitterTests {
  private func pieces(_ text: String) -> [String] {
    StatementSplitter.pieces(of: SourceText(text)).map(\.text)
  }

  @Test func semicolonsInQuotesAndCommentsDoNotCut() {
    #expect(
      pieces("a ';' ; -- b;\n c \"x;\" `;` /* ; */ d;;; e")
        == ["a ';' ;", "c \"x;\" `;` /* ; */ d;", "e"])
    let last = StatementSplitter.pieces(of: SourceText("a; b")).map(\.isTerminated)
    #expect(last == [true, false])
  }

  @Test func piecesOfAScriptAreTheTextsOfItsStatements() throws {
    let text = "show streams;\n\n-- x\nselect 'a;b' from s; define a='${b}';"
    #expect(try Parser.parseScript(text).map(\.text) == pieces(text))
  }

  @Test(arguments: [
    ("", StatementSplitter.Completeness.empty), ("-- x;", .empty), ("a;", .complete),
    ("a; -- b", .complete), ("a; b", .incomplete(.statement)), ("a 'b;", .incomplete(.string)),
    ("a `b;", .incomplete(.quotedName)), ("a /* b;", .incomplete(.comment)),
    ("a $", .incomplete(.statement)),
  ])
  func shellLearnsWhetherMoreMustCome(
    text: String, completeness: StatementSplitter.Completeness
  ) {
    #expect(StatementSplitter.completeness(of: SourceText(text)) == completeness)
  }

  @Test func directivesAreKept() {
    let text = "--@test: late: records \n--@other\n-- @no\n'--@no'"
    let directives = StatementSplitter.directives(of: SourceText(text))
    #expect(directives.map(\.name) == ["test", "other"])
    #expect(directives.map(\.value) == ["late: records", ""])
  }
}

struct VariableSubstitutionTests {
  private let values = [
    "name": "clicks", "quoted": "`My-topic`", "tick": "`mine`", "text": "'it''s'", "n": "-4.5",
    "raw": "it's \"`", "bad": "1; DROP", "yes": "true", "at": "@x",
  ]

  private func substitute(_ text: String) throws -> String {
    try VariableSubstitution.substitute(in: text) { values[$0] }
  }

  @Test(arguments: [
    ("SELECT * FROM ${name};", "SELECT * FROM clicks;"),
    ("SELECT ${tick}, ${n}, ${yes} FROM s;", "SELECT `mine`, -4.5, true FROM s;"),
    ("WITH (a=${text})", "WITH (a='it''s')"),
    ("'x ${raw} y'", "'x it''s \"` y'"),
    ("\"${raw}\" `${raw}`", "\"it's \"\"`\" `it's \"```"),
    ("'a''${name}'", "'a''clicks'"),
    ("${unknown} '${unknown}'", "${unknown} '${unknown}'"),
    ("'$${name}' $${name}", "'${name}' ${name}"),
    ("-- ${bad}\n/* ${bad} */ /**/ ${name}", "-- ${bad}\n/* ${bad} */ /**/ clicks"),
    ("$ {name} ${} ${1} $", "$ {name} ${} ${1} $"),
    ("${Name}", "${Name}"),
    ("'open ${name}", "'open clicks"),
  ])
  func valuesFitTheirPlace(text: String, result: String) throws {
    #expect(try substitute(text) == result)
  }

  @Test(arguments: [
    (
      "SELECT * FROM ${bad};",
      "Illegal argument at 1:15. Identifier names cannot start with '@' and may only contain "
        + "alphanumeric values and '_'. Got: '1; DROP'"
    ),
    ("WITH (x=\n${bad})", "Illegal argument at 2:1. Got: '1; DROP'"),
    ("DROP STREAM ${at};", "Got: '@x'"),
    ("DROP STREAM ${quoted};", "Got: '`My-topic`'"),
  ])
  func valuesThatWouldBringInSyntaxAreRefused(text: String, part: String) throws {
    do {
      let result = try substitute(text)
      Issue.record("accepted: \(result)")
    } catch let error as SQLError {
      #expect(error.message(in: SourceText(text)).contains(part))
      #expect(error.code == .invalidVariable)
    }
  }

  @Test func everythingBetweenQuotesStaysBetweenThem() throws {
    var random = SeededNumbers(seed: 5)
    for _ in 0..<500 {
      let value = String((0..<6).map { _ in "'\"`;-/*a ${}".randomElement(using: &random)! })
      for quote in ["'", "\"", "`"] {
        let text = try VariableSubstitution.substitute(in: "\(quote)x${v}\(quote)") { _ in value }
        let tokens = Lexer.tokens(of: SourceText(text)).tokens
        #expect(tokens.count == 2 && tokens[0].span.end == text.utf8.count, "\(text)")
      }
    }
  }
}
