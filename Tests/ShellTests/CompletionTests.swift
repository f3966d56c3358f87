import Engine
import Testing

@testable import Shell

struct CompletionTests {
  static let names: DatabaseNames = {
    var names = DatabaseNames()
    names.sources = [
      "CLICKS": ["USER_ID", "URL", "COUNTRY"], "CLICK_COUNTS": ["USER_ID", "N"],
      "USERS": ["ID", "NAME"],
    ]
    names.topics = ["clicks", "users"]
    names.queries = ["CTAS_CLICK_COUNTS_3"]
    return names
  }()

  private func choice(_ line: String, after pending: String = "") -> Completion.Choice {
    Completion.choice(for: line, after: pending, names: Self.names)
  }

  @Test func sourcesComplete() {
    let choice = choice("SELECT * FROM CLICK")
    #expect(choice.prefix == "CLICK")
    #expect(choice.candidates == ["CLICKS", "CLICK_COUNTS"])
    #expect(choice.insertion == "")
  }

  @Test func aSingleCandidateIsInsertedWhole() {
    #expect(choice("DESCRIBE USE").candidates == ["USERS"])
    #expect(choice("DESCRIBE USE").insertion == "RS")
  }

  @Test func theCaseOfTheUserIsKept() {
    let choice = choice("sel")
    #expect(choice.candidates == ["select"])
    #expect(choice.insertion == "ect")
  }

  @Test func columnsOfTheNamedSourceAreOffered() {
    #expect(choice("SELECT * FROM clicks WHERE COUN").candidates.contains("COUNTRY"))
    #expect(!choice("SELECT * FROM users WHERE COUNTR").candidates.contains("COUNTRY"))
  }

  @Test func columnsFollowTheNameOrAliasOfTheirSource() {
    #expect(choice("SELECT users.").candidates == ["ID", "NAME"])
    #expect(choice("n", after: "").prefix == "n")
    #expect(choice("WHERE u.", after: "SELECT 1 FROM users AS u").candidates == ["ID", "NAME"])
  }

  @Test func topicsCompleteBehindPrint() {
    #expect(choice("PRINT 'us").candidates == ["users"])
    #expect(choice("PRINT 'us").insertion == "ers")
  }

  @Test func commandsOfTheShellCompleteAtTheStart() {
    #expect(choice("his").candidates.contains("history"))
    #expect(!choice("SELECT his").candidates.contains("history"))
  }
}
