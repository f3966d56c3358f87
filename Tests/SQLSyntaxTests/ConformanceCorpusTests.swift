// The statements of the conformance cases, when they are at hand: all of them parse, but for those that
// the cases themselves expect to fail, and printing any of them is a fixed point.

import Foundation
import SQLSyntax
import Testing

struct ConformanceCorpusTests {
  static let folder = Grammar.package.appending(path: "../shared/conformance").standardizedFileURL
  static let isPresent = FileManager.default.fileExists(atPath: folder.path)

  struct Case {
    let name: String
    let statements: [String]
    let expectsParseFailure: Bool
    let expectsFailure: Bool
    let message: String?
  }

  static func cases() throws -> [Case] {
    var cases: [Case] = []
    for file in Grammar.files(under: folder, withExtension: "json") {
      let root = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
      for test in root?["tests"] as? [[String: Any]] ?? [] {
        let failure = test["expectedException"] as? [String: Any]
        let restFailure = test["expectedError"] as? [String: Any]
        let type = failure?["type"] as? String ?? ""
        let message = (failure ?? restFailure)?["message"] as? String
        let format = (test["format"] as? [String])?.first ?? "JSON"
        cases.append(
          Case(
            name: "\(file.lastPathComponent): \(test["name"] ?? "")",
            statements: (test["statements"] as? [String] ?? []).map {
              $0.replacingOccurrences(of: "{FORMAT}", with: format)
            },
            expectsParseFailure: type.contains("ParseFailedException")
              || message?.contains("Syntax Error") == true
              || message?.contains("LIMIT clause.") == true,
            expectsFailure: failure != nil || restFailure != nil, message: message))
      }
    }
    return cases
  }

  @Test(.enabled(if: isPresent, "the conformance cases are not here"))
  func everyStatementParsesAndPrintingIsAFixedPoint() throws {
    var count = 0
    for test in try Self.cases() {
      for statement in test.expectsParseFailure ? test.statements.dropLast() : test.statements[...]
      {
        do {
          let parsed = try Parser.parseScript(statement).map(\.statement)
          let printed = parsed.map { SQLPrinter.text(of: $0) + ";" }.joined(separator: " ")
          let again = try Parser.parseScript(printed).map(\.statement)
          #expect(again == parsed, "\(test.name)\n\(statement)\n\(printed)")
          #expect(again.map { SQLPrinter.text(of: $0) + ";" }.joined(separator: " ") == printed)
          count += parsed.count
        } catch {
          let text = SourceText(statement)
          Issue.record("\(test.name)\n\(error.render(in: text))")
        }
      }
    }
    #expect(count > 2_000)
  }

  @Test(.enabled(if: isPresent, "the conformance cases are not here"))
  func casesThatExpectAParseErrorGetItWithTheirMessage() throws {
    for test in try Self.cases() where test.expectsParseFailure {
      let isREST = test.message?.contains("heh") == true || !test.name.hasPrefix("queries")
      let script = test.statements.joined(separator: "\n")
      let alone = test.statements.last ?? ""
      let messages = [script, alone].map(Self.message(of:))
      #expect(isREST || messages[0] != "parsed")
      #expect(messages.contains { $0.contains(test.message ?? "") }, "\(test.name)\n\(messages)")
    }
  }

  private static func message(of text: String) -> String {
    do {
      _ = try Parser.parseScript(text)
      return "parsed"
    } catch {
      return error.message(in: SourceText(text))
    }
  }
}
