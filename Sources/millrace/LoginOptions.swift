// Who a command is to a server. The password comes from the environment or from a terminal that does
// not show it, never from the command line.

import ArgumentParser
import Platform
import Shell

struct LoginOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "User of the server; the password is asked for, or is that of MILLRACE_PASSWORD.",
      valueName: "name"))
  var user: String?

  func login() throws -> Login? {
    guard let user else { return nil }
    if let password = ProcessSurroundings.environment("MILLRACE_PASSWORD") {
      return Login(user: user, password: password)
    }
    guard Terminal.isTerminal(Terminal.input) else {
      throw CommandFailure("there is no terminal to ask for a password: set MILLRACE_PASSWORD")
    }
    guard let bytes = Terminal.hiddenLine(prompt: "password for \(user): ") else {
      throw CommandFailure("no password was given")
    }
    return Login(user: user, password: String(decoding: bytes, as: UTF8.self))
  }
}
