import Engine
import Formats
import Foundation
import Platform
import Testing

@testable import Shell

/// Answers from a table; counts what it is asked.
private final class ScriptedClient: StatementClient {
  let greeting = ["a scripted client"]
  let address: String? = nil
  let names = DatabaseNames()
  var executed: [String] = []

  func define(_ name: String, _ value: String) {}

  func execute(_ statement: String, _ body: (Answer) -> Bool) throws(ShellError) {
    executed.append(statement)
    if statement.contains("wrong") { throw ShellError("this is wrong") }
    _ = body(.document(Document(text: "done")))
  }
}

struct ShellTests {
  private static let nowhere = FileHandle(forWritingAtPath: "/dev/null")

  /// A shell that writes where nobody looks.
  private func shell(_ client: ScriptedClient) -> Shell {
    let nowhere = StreamWriter(Self.nowhere?.fileDescriptor ?? -1)
    return Shell(
      client: client,
      output: ShellOutput(
        out: nowhere, errors: nowhere, isTerminal: false, errorsAreRed: false))
  }

  @Test func aMissingLastSemicolonIsAdded() {
    let client = ScriptedClient()
    #expect(shell(client).run("SHOW STREAMS; SHOW TABLES"))
    #expect(client.executed == ["SHOW STREAMS;", "SHOW TABLES;"])
  }

  @Test func theFirstFailureEndsAScript() {
    let client = ScriptedClient()
    #expect(!shell(client).run("wrong; SHOW TABLES;"))
    #expect(client.executed == ["wrong;"])
  }

  @Test func pipedStatementsEndAtSemicolonsAndGoOnAfterFailures() {
    let client = ScriptedClient()
    var lines: ArraySlice<String> = [
      "SELECT", "  'a;b'", ";", "wrong;", "-- only a comment", "last",
    ]
    #expect(!shell(client).runLines { lines.popFirst() })
    #expect(client.executed == ["SELECT\n  'a;b'\n;", "wrong;", "last;"])
  }

  @Test func exitLeavesTheRestUnread() {
    let client = ScriptedClient()
    var lines: ArraySlice<String> = ["exit", "SHOW STREAMS;"]
    #expect(shell(client).runLines { lines.popFirst() })
    #expect(client.executed == [])
    #expect(lines.count == 1)
  }

  @Test func addressesOfServersMayLeavePartsOut() throws {
    #expect(try ServerAddress("localhost:9").text == "http://localhost:9")
    #expect(try ServerAddress("http://h/").port == 8088)
    #expect(throws: ShellError.self) { try ServerAddress("https://h") }
  }
}
