// `millrace users`: who may log in to a server over this data folder. Passwords come from a terminal
// that does not show them or from standard input, never from the command line, which other users of
// the machine can read.

import Access
import ArgumentParser
import Engine
import Platform

struct UsersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "users", abstract: "Adds, lists and removes users of a data folder.",
    discussion: """
      A server over a folder with users asks its clients, over HTTP and Kafka, who they are. Users \
      may do what access rules allow (see 'millrace acls'), or everything if the server is started \
      with --super-user NAME.

      The folder must not be open; 'list' works in any case.
      """,
    subcommands: [Add.self, List.self, Remove.self])

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Adds a user, or gives one another password.",
      discussion: """
        The password is asked for at a terminal; otherwise it is the first line of standard input. \
        It is kept as salted keys for SCRAM-SHA-256 and SCRAM-SHA-512, against which PLAIN and \
        HTTP's basic authentication are checked as well.
        """)

    @Argument(help: "Name of the user.")
    var name: String

    @OptionGroup var folder: DataOptions

    func run() throws {
      let name = name
      let isNew = try folder.withoutDatabase { access throws(AccessError) in
        _ = try PreparedText.checkedUser(name)
        return !access.authorizer.state.users.contains(name)
      }
      let password = try PasswordInput.read(for: name)
      try folder.withoutDatabase { access throws(AccessError) in
        try access.setPassword(password, of: name)
      }
      Remarks.say(isNew ? "user '\(name)' was added" : "user '\(name)' has a new password")
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows the users with the mechanisms that they can log in by.")

    @OptionGroup var folder: DataOptions

    func run() throws {
      let users = try folder.accessState().users
      let out = StreamWriter(Terminal.output)
      for name in users.names {
        let mechanisms = users.credentials(of: name).map(\.mechanism.name)
        out.write("\(name)\t\(mechanisms.joined(separator: ","))\n")
      }
      out.flush()
    }
  }

  struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Removes a user. Access rules that name it stay.")

    @Argument(help: "Name of the user.")
    var name: String

    @OptionGroup var folder: DataOptions

    func run() throws {
      let name = name
      try folder.withoutDatabase { access throws(AccessError) in try access.removeUser(name) }
      Remarks.say("user '\(name)' was removed")
    }
  }
}

/// Where passwords come from.
enum PasswordInput {
  /// Asks twice at a terminal; else takes the first line of standard input.
  static func read(for user: String) throws -> String {
    let bytes: [UInt8]
    if Terminal.isTerminal(Terminal.input) {
      guard let first = Terminal.hiddenLine(prompt: "password for \(user): "),
        let second = Terminal.hiddenLine(prompt: "once more: ")
      else { throw CommandFailure("no password was given") }
      guard first == second else { throw CommandFailure("the two passwords differ") }
      bytes = first
    } else {
      bytes = try firstLine(of: StreamReader(Terminal.input))
    }
    guard let password = String(validating: bytes, as: UTF8.self) else {
      throw CommandFailure("the password is not UTF-8")
    }
    return password
  }

  private static func firstLine(of reader: StreamReader) throws -> [UInt8] {
    var cutter = LineCutter()
    var count = 0
    while true {
      let bytes = reader.read()
      if bytes.isEmpty { break }
      count += bytes.count
      if let line = cutter.lines(adding: bytes).first { return line }
      // Far longer than a password may be.
      guard count < 64 << 10 else { break }
    }
    guard let line = cutter.end() else { throw CommandFailure("no password was given") }
    return line
  }
}

extension DataOptions {
  /// Runs `body` with the users and rights of the folder, which no other process may have open.
  func withoutDatabase<Result>(
    _ body: (AccessControl) throws(AccessError) -> Result
  ) throws -> Result {
    try failing { () throws(DatabaseError) in
      try ClosedFolder.withAccess(
        data, holder: Self.holder("a command that changes users and rights"), body)
    }
  }

  func accessState() throws -> AccessState {
    try failing { () throws(DatabaseError) in try ClosedFolder.accessState(data) }
  }
}
