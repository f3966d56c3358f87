// The grammar folder against the parser: sentences of the one are read by the other.

import Foundation
import SQLSyntax
import Testing

struct GrammarTests {
  let grammar: Grammar
  let options = ParserOptions(dialect: .test)

  init() throws { grammar = try Grammar.shared.get() }

  @Test func everyReferenceHasAProductionAndEveryProductionIsUsed() {
    var used: Set<String> = ["script", "non_reserved"]
    for production in grammar.productions.values { collect(production.node, &used) }
    let known = Set(grammar.productions.keys).union(["non_reserved"])
    #expect(used.subtracting(known).sorted() == [])
    #expect(known.subtracting(used).sorted() == [])
  }

  @Test func keywordListsAreThoseOfTheLexer() {
    #expect(grammar.reserved.sorted() == Keyword.reserved.sorted())
    #expect(grammar.nonReserved.sorted() == Keyword.nonReserved.sorted())
    #expect(Keyword.reserved.isDisjoint(with: Keyword.nonReserved))
  }

  @Test func everyKeywordOfTheGrammarIsInTheLists() {
    var words: Set<String> = []
    for production in grammar.productions.values { collectKeywords(production.node, &words) }
    #expect(words.subtracting(Keyword.all).sorted() == [])
  }

  @Test func productionsInCommentsAreThoseOfTheGrammar() throws {
    var written: [String: String] = [:]
    let sources = Grammar.package.appending(path: "Sources/SQLSyntax")
    for file in Grammar.files(under: sources, withExtension: "swift") {
      let text = try String(contentsOf: file, encoding: .utf8)
      for (name, production) in productions(inCommentsOf: text) {
        #expect(written[name] == nil, "\(name) stands twice")
        written[name] = production
      }
    }
    for (name, production) in written {
      #expect(grammar.productions[name]?.text == production)
    }
    let syntactic = grammar.productions.filter { !$0.value.isLexical }.keys
    #expect(Set(syntactic).subtracting(written.keys).sorted() == [])
  }

  @Test(arguments: 0..<40)
  func randomSentencesParseAndPrintingIsAFixedPoint(run: Int) {
    var generator = SentenceGenerator(grammar, seed: UInt64(run))
    for _ in 0..<60 {
      let tokens = generator.sentence(of: "statement")
      let text = tokens.joined(separator: " ") + ";"
      do {
        let statement = try #require(try Parser.parseScript(text, options: options).first).statement
        let printed = SQLPrinter.text(of: statement)
        let again = try Parser.parseScript(printed + ";", options: options).map(\.statement)
        #expect(again == [statement], "\(text)\n\(printed)")
        #expect(again.map { SQLPrinter.text(of: $0) } == [printed])
      } catch let error as SQLError where error.code == .invalidStatement {
        // A rule beyond the grammar: the kind of a key column, LIMIT in a persistent query.
        #expect(
          ["use 'KEY'", "use 'PRIMARY KEY'", "LIMIT"].contains { error.sentence.contains($0) })
      } catch {
        Issue.record("\(text)\n\((error as? SQLError)?.render(in: SourceText(text)) ?? "\(error)")")
      }
    }
  }

  @Test(arguments: 0..<40)
  func randomExpressionsParseAndBothPrintedFormsReadBack(run: Int) throws {
    var generator = SentenceGenerator(grammar, seed: UInt64(3_000 + run))
    for _ in 0..<40 {
      let text = generator.sentence(of: "expression", depth: 40).joined(separator: " ")
      let expression = try Parser.parseExpression(text)
      for form in [SQLPrinter.Form.canonical, .explicit] {
        let printed = SQLPrinter.text(of: expression, form)
        #expect(try Parser.parseExpression(printed) == expression, "\(text)\n\(printed)")
      }
    }
  }

  @Test func randomSentencesReachEveryProduction() {
    var reached: Set<String> = []
    for run in 0..<200 {
      var generator = SentenceGenerator(grammar, seed: UInt64(1_000 + run))
      for _ in 0..<20 {
        _ = generator.sentence(of: "script")
        _ = generator.sentence(of: "expression", depth: 40)
      }
      reached.formUnion(generator.reached)
    }
    #expect(Set(grammar.productions.keys).subtracting(reached).sorted() == ["exponent"])
  }

  @Test(arguments: 0..<20)
  func brokenSentencesNeverTrapAndErrorsLieInsideTheText(run: Int) {
    var generator = SentenceGenerator(grammar, seed: UInt64(2_000 + run))
    var random = SeededNumbers(seed: UInt64(run))
    for _ in 0..<30 {
      let tokens = generator.sentence(of: "statement") + [";"]
      for index in tokens.indices {
        var broken = tokens
        switch Int.random(in: 0..<4, using: &random) {
        case 0: broken.remove(at: index)
        case 1: broken.insert(tokens[index], at: index)
        case 2: broken.swapAt(index, Int.random(in: tokens.indices, using: &random))
        default:
          broken[index] = ["'", "(", "${x}", "\u{1F9EA}", "->", ";", "9e999"].randomElement(
            using: &random)!
        }
        expectSpanInside(broken.joined(separator: " "))
      }
    }
  }

  @Test func everyPrefixOfAStatementFailsInsideTheText() {
    var generator = SentenceGenerator(grammar, seed: 7)
    for _ in 0..<100 {
      let text = generator.sentence(of: "statement").joined(separator: " ")
      for end in text.indices where text.utf8.count < 400 { expectSpanInside(String(text[..<end])) }
    }
  }

  private func expectSpanInside(_ text: String) {
    do {
      _ = try Parser.parseScript(text, options: options)
    } catch {
      let span = error.span
      #expect(span != nil, "\(text)")
      #expect((span?.start ?? 0) >= 0 && (span?.end ?? 0) <= text.utf8.count, "\(text)")
      #expect(!error.message(in: SourceText(text)).isEmpty)
      #expect(!error.render(in: SourceText(text)).isEmpty)
    }
  }

  private func collect(_ node: Grammar.Node, _ names: inout Set<String>) {
    switch node {
    case .reference(let name): names.insert(name)
    case .sequence(let parts), .choice(let parts): for part in parts { collect(part, &names) }
    case .optional(let inner), .repetition(let inner): collect(inner, &names)
    default: break
    }
  }

  private func collectKeywords(_ node: Grammar.Node, _ words: inout Set<String>) {
    switch node {
    case .keyword(let word): words.insert(word)
    case .sequence(let parts), .choice(let parts):
      for part in parts { collectKeywords(part, &words) }
    case .optional(let inner), .repetition(let inner): collectKeywords(inner, &words)
    default: break
    }
  }

  /// Lines `// name := …` and the `//     …` lines that follow them.
  private func productions(inCommentsOf text: String) -> [(String, String)] {
    var found: [(String, String)] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let trimmed = line.drop { $0 == " " }
      if let match = trimmed.firstMatch(of: #/^// ([a-z_]+) := /#) {
        found.append((String(match.1), String(trimmed.dropFirst(3))))
      } else if trimmed.hasPrefix("//     "), let last = found.last, !last.1.hasSuffix("\n") {
        found[found.count - 1].1 = last.1 + " " + trimmed.dropFirst(2)
      } else if let last = found.last, !last.1.hasSuffix("\n") {
        found[found.count - 1].1 += "\n"
      }
    }
    return found.map { ($0.0, Grammar.withoutExtraSpace($0.1)) }
  }
}
