// One word, one meaning: names that say nothing and promises that nobody keeps are refused.

import Testing

struct WordTests {
  static let bannedSuffixes = [
    "Manager", "Helper", "Util", "Utils", "Impl", "Factory", "Processor",
  ]
  /// Word in code → what to do instead.
  static let bannedWords = [
    "FIXME": "mend it", "TO" + "DO": "mend it or open an issue",
    "try" + "!": "handle the error", "fatal" + "Error(": "precondition, or an error",
    "NSLock": "Lock of Platform",
  ]

  @Test func typesHaveNamesThatSayWhatTheyAre() {
    var found: [String] = []
    for file in SourceTree.swift {
      for (number, text) in file.code {
        let words = text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
        for (keyword, name) in zip(words, words.dropFirst())
        where ["class", "struct", "enum", "protocol", "actor"].contains(keyword) {
          if let suffix = Self.bannedSuffixes.first(where: { name.hasSuffix($0) }) {
            found.append("\(file.path):\(number): \(name) (…\(suffix))")
          }
        }
      }
    }
    #expect(found == [])
  }

  @Test func noPromisesAndNoTraps() {
    var found: [String] = []
    for file in SourceTree.files("Sources", "swift") {
      for (index, line) in file.lines.enumerated() {
        for (word, instead) in Self.bannedWords where line.contains(word) {
          found.append("\(file.path):\(index + 1): \(word) — \(instead)")
        }
      }
    }
    #expect(found == [])
  }

  @Test func onlyFrontDoorsPrint() {
    let speakers: Set<String> = ["Shell", "millrace"]
    var found: [String] = []
    for file in SourceTree.files("Sources", "swift") {
      guard let target = file.target, !speakers.contains(target) else { continue }
      // A target may have a function of its own with this name.
      guard !file.text.contains("func print("), !file.text.contains(".print(") else { continue }
      for (number, text) in file.code where text.contains(" print(") || text.hasPrefix("print(") {
        found.append("\(file.path):\(number)")
      }
    }
    #expect(found == [])
  }

  @Test func textIsPlain() {
    var found: [String] = []
    for file in SourceTree.swift + SourceTree.files("grammar", "gram") {
      if file.text.contains("\t") && file.path.hasSuffix(".swift") {
        found.append("\(file.path): tab")
      }
      if !file.text.hasSuffix("\n") { found.append("\(file.path): no newline at the end") }
    }
    #expect(found == [])
  }
}
