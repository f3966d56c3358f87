// Files stay small enough to read in one sitting.

import Testing

struct SizeTests {
  static let limit = 800
  static let reasonNeededAbove = 500

  @Test func filesStayBelowTheLimit() {
    let tooLong = SourceTree.swift.filter { $0.lines.count > Self.limit }
      .map { "\($0.path): \($0.lines.count) lines" }
    #expect(tooLong == [])
  }

  @Test func filesBeginWithWhatTheyAre() {
    // A short file is its one type, and that has a comment of its own.
    let silent = SourceTree.files("Sources", "swift")
      .filter { !($0.lines.first?.hasPrefix("//") ?? false) && $0.lines.count > 80 }
      .map(\.path)
    #expect(silent == [])
  }

  @Test func linesFitIntoAHundredColumns() {
    var long: [String] = []
    for file in SourceTree.swift {
      for (number, line) in file.code where line.count > 100 {
        // Texts of statements and expectations may be long; code may not.
        let isText = line.contains("\"") || file.path.hasPrefix("Tests/")
        if !isText { long.append("\(file.path):\(number)") }
      }
    }
    #expect(long == [])
  }
}
