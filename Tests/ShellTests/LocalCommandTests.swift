import Testing

@testable import Shell

struct LocalCommandTests {
  @Test(
    arguments: [
      ("help", LocalCommand.help), ("EXIT;", .exit), ("output", .output(nil)),
      ("output json ;", .output("json")), ("server http://h:1", .server("http://h:1")),
      ("spool '/tmp/a b.txt';", .spool("/tmp/a b.txt")), ("SPOOL OFF", .spool(nil)),
      ("set cli wrap off", .wrap("off")), ("SET CLI COLUMN-WIDTH 20;", .columnWidth("20")),
    ])
  func commandsAreFound(_ line: String, _ command: LocalCommand) {
    #expect(LocalCommand(line) == command)
  }

  @Test(
    arguments: [
      "SELECT 1;", "", "   ", "SET 'a'='b';", "help me", "SHOW STREAMS;", "RUN SCRIPT 'x';",
    ])
  func statementsAreNone(_ line: String) { #expect(LocalCommand(line) == nil) }
}
