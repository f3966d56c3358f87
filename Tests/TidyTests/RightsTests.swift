// The rights of whoever asks go with every call from the REST API into the database. The engine's
// defaults are the owner's rights, which a shell on a folder has and a client of a server must not.

import Testing

struct RightsTests {
  /// Calls that ask for something with rights.
  static let calls = [
    "database.session(", "database.writer(", "RowInserter(", "closeQuery(", "commandOutcome",
    "database.reader(", "executeFile(", "DecodedReader(", "SourceLoader(",
  ]

  static func lacksRights(_ lines: ArraySlice<String>) -> Bool {
    guard let first = lines.first, calls.contains(where: { first.contains($0) }) else {
      return false
    }
    return !lines.prefix(4).contains { $0.contains("rights") }
  }

  @Test func theRestInterfaceAsksWithTheRightsOfItsClients() {
    var violations: [String] = []
    var count = 0
    for file in SourceTree.files("Sources", "swift") where file.target == "HTTPService" {
      let code = Array(file.code)
      let lines = code.map { $0.1 }
      for index in lines.indices {
        if Self.calls.contains(where: { lines[index].contains($0) }) { count += 1 }
        if Self.lacksRights(lines[index...]) { violations.append("\(file.path):\(code[index].0)") }
      }
    }
    #expect(violations == [])
    // The calls still go by these names.
    #expect(count >= 5)
  }

  @Test func aCallWithoutRightsIsFound() {
    #expect(Self.lacksRights(["let s = database.session(dialect: .server)"]))
    #expect(Self.lacksRights(["database.writer(", "topic: t)"]))
    #expect(!Self.lacksRights(["let writer: TopicWriter"]))
    #expect(!Self.lacksRights(["try database.writer(topic: t,", "for: exchange.rights)"]))
  }
}
