// Texts made to break parsers: deep, long, endless, not even text.

import SQLSyntax
import Testing

struct LimitTests {
  private func error(_ text: String, _ options: ParserOptions = ParserOptions()) -> SQLError? {
    do {
      _ = try Parser.parseScript(text, options: options)
      return nil
    } catch {
      return error
    }
  }

  private func repeated(_ text: String, _ count: Int = 20_000) -> String {
    String(repeating: text, count: count)
  }

  @Test func deepTextsAreTooLargeAndNoTrap() {
    let deep = [
      "SELECT " + repeated("(", 100_000) + "a" + repeated(")", 100_000) + " FROM s;",
      "SELECT " + repeated("NOT ") + "a FROM s;", "SELECT " + repeated("- ") + "a FROM s;",
      "SELECT " + repeated("a + ") + "a FROM s;", "SELECT a" + repeated("[1]") + " FROM s;",
      "SELECT a" + repeated("->b") + " FROM s;", "SELECT " + repeated("f(") + " FROM s;",
      "SELECT " + repeated("CASE WHEN ") + " FROM s;", "SELECT " + repeated("ARRAY[") + ";",
      "SELECT f(a, " + repeated("x => f(a, ") + ";", "SELECT " + repeated("(a + ") + ";",
      "CREATE STREAM s (a " + repeated("ARRAY<") + "INT" + repeated(">") + ");",
      "CREATE STREAM s (a INT " + repeated("ARRAY ") + ");",
      "CREATE STREAM s (a " + repeated("STRUCT<a ") + ");", repeated("EXPLAIN ") + "SHOW TABLES;",
    ]
    for text in deep {
      let error = error(text)
      #expect(error?.code == .tooLarge, "\(text.prefix(40))")
      #expect(error?.message(at: nil).contains("Statement is too large to parse.") == true)
    }
  }

  @Test func heightOfANodeIsBoundedThroughNestedChains() throws {
    // Chains in parentheses at the left end of chains: each level adds its whole length.
    var text = "a"
    for _ in 0..<10 { text = "(" + text + repeated(" + a", 150) + ")" }
    #expect(error("SELECT \(text) FROM s;")?.code == .tooLarge)
  }

  @Test func ordinaryLargeStatementsParse() throws {
    let list = Array(repeating: "1", count: 20_000).joined(separator: ", ")
    #expect(error("SELECT a FROM s WHERE a IN (\(list));") == nil)
    #expect(error("SELECT a FROM s WHERE a = 1" + repeated(" OR a = 2", 450) + ";") == nil)
    #expect(error("SELECT " + repeated("(", 150) + "a" + repeated(")", 150) + " FROM s;") == nil)
  }

  @Test func sizesAreBounded() {
    var options = ParserOptions()
    options.limits.scriptBytes = 20
    #expect(error("SHOW   STREAMS        ;", options)?.code == .tooLarge)
    options.limits.scriptBytes = 100
    options.limits.statementBytes = 11
    #expect(error("SHOW TYPES;     SHOW TYPES;", options) == nil)
    #expect(error("SHOW TYPES;     SHOW TABLES;", options)?.code == .tooLarge)
    options.limits.statementCount = 2
    #expect(error("SHOW TYPES; SHOW TYPES; SHOW TYPES;", options)?.code == .tooLarge)
  }

  @Test func arbitraryBytesNeverTrapAndErrorsLieInside() {
    var random = SeededNumbers(seed: 11)
    let spice = Array("select ' \" ` ${ -- /* */ -> := => () [] <> . 1e9 ; \u{E9} from".utf8)
    for _ in 0..<3_000 {
      var bytes: [UInt8] = Array("SELECT ".utf8)
      for _ in 0..<Int.random(in: 0..<40, using: &random) {
        let isSpice = Bool.random(using: &random)
        bytes.append(
          isSpice ? spice.randomElement(using: &random)! : UInt8.random(in: 0...255, using: &random)
        )
      }
      let source = SourceText(bytes: bytes)
      do {
        _ = try Parser.parseScript(source)
      } catch {
        #expect((error.span?.end ?? .max) <= bytes.count)
        #expect(!error.render(in: source).isEmpty)
      }
      _ = StatementSplitter.pieces(of: source)
      _ = StatementSplitter.completeness(of: source)
    }
  }

  @Test func invalidUTF8InAStringIsNamed() {
    let source = SourceText(bytes: Array("SET 'a'='".utf8) + [0xFF, 0x27, 0x3B])
    do {
      _ = try Parser.parseScript(source)
      Issue.record("accepted")
    } catch {
      #expect(error.code == .invalidToken)
      #expect(error.sentence == "this text is not valid UTF-8")
    }
  }
}
