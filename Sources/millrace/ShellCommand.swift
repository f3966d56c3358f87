// `millrace shell`: interactive SQL.

import ArgumentParser
import Engine
import Platform
import Shell

struct ShellCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shell", abstract: "Talks SQL: with a server, or with a data folder of its own.",
    discussion: """
      Without --server the data folder is opened by the shell itself; queries then read topics \
      from their earliest record. A standard input that is no terminal is run as a script.
      """)

  @OptionGroup var folder: DataOptions

  @Option(help: ArgumentHelp("Server to talk to, as http://host:port.", valueName: "url"))
  var server: String?

  @OptionGroup var login: LoginOptions

  @Option(
    name: [.customShort("e"), .customLong("execute")],
    help: ArgumentHelp("Runs the statements and leaves; may be repeated.", valueName: "sql"))
  var statements: [String] = []

  @Option(
    name: [.customShort("f"), .customLong("file")],
    help: ArgumentHelp("Runs the statements of a file and leaves.", valueName: "file"))
  var file: String?

  @Option(
    name: [.customShort("d"), .customLong("define")],
    help: ArgumentHelp("Defines a variable; may be repeated.", valueName: "name=value"))
  var definitions: [Assignment] = []

  @Option(help: ArgumentHelp("How results are shown: tabular, json or csv.", valueName: "style"))
  var output = OutputStyle.tabular.rawValue

  @Option(help: ArgumentHelp("Stops streamed queries after this many rows.", valueName: "n"))
  var queryRowLimit: Int?

  @Option(help: ArgumentHelp("Stops streamed queries after this time.", valueName: "ms"))
  var queryTimeout: Int64?

  func validate() throws {
    guard OutputStyle(rawValue: output.lowercased()) != nil else {
      throw ValidationError("--output is tabular, json or csv")
    }
    if let queryRowLimit, queryRowLimit < 1 {
      throw ValidationError("--query-row-limit must be at least 1")
    }
    if let queryTimeout, queryTimeout < 1 {
      throw ValidationError("--query-timeout must be at least 1")
    }
  }

  func run() throws {
    Signals.ignoreBrokenPipes()
    Signals.noticeTermination()
    var options = ShellOptions()
    options.style = OutputStyle(rawValue: output.lowercased()) ?? .tabular
    options.rowLimit = queryRowLimit
    options.timeLimitMilliseconds = queryTimeout
    options.version = Version.text
    options.historyFile =
      ProcessSurroundings.environment("MILLRACE_HISTORY")
      ?? ProcessSurroundings.environment("HOME").map { $0 + "/.millrace_history" }
    let login = try login.login()
    let database = server == nil ? try folder.open("millrace shell") : nil
    defer { database?.close() }
    let client: any StatementClient
    if let database {
      client = LocalClient(database)
    } else {
      client = try ShellCommand.connect(server ?? "", login)
    }
    for definition in definitions { client.define(definition.name, definition.value) }
    let shell = Shell(client: client, options: options) { url throws(ShellError) in
      try HTTPClient(url: url, login: login)
    }
    let isGood = talk(shell)
    if Signals.mustLeave { throw ExitCode(Signals.terminatedStatus) }
    if !isGood { throw ExitCode(1) }
  }

  private static func connect(_ url: String, _ login: Login?) throws -> any StatementClient {
    do throws(ShellError) {
      return try HTTPClient(url: url, login: login)
    } catch {
      throw CommandFailure(error.rendering)
    }
  }

  private func talk(_ shell: Shell) -> Bool {
    if !statements.isEmpty || file != nil {
      Signals.countInterrupts()
      for statement in statements where !shell.run(statement) { return false }
      guard let file else { return true }
      do throws(FileError) {
        return shell.run(String(decoding: try PosixFileSystem().contents(of: file), as: UTF8.self))
      } catch {
        Remarks.say("\(error)")
        return false
      }
    }
    if Terminal.isTerminal(Terminal.input) {
      shell.interact()
      return true
    }
    return shell.runLines(ShellCommand.standardInput())
  }

  /// The lines of standard input, one at a time.
  private static func standardInput() -> () -> String? {
    let reader = StreamReader(Terminal.input)
    var cutter = LineCutter()
    var lines: ArraySlice<[UInt8]> = []
    var hasEnded = false
    return {
      while lines.isEmpty && !hasEnded {
        guard Signals.waitForInput(Terminal.input) else { return nil }
        let bytes = reader.read()
        if bytes.isEmpty && !reader.wasInterrupted {
          hasEnded = true
          lines = ArraySlice(cutter.end().map { [$0] } ?? [])
        } else {
          lines = ArraySlice(cutter.lines(adding: bytes))
        }
      }
      return lines.popFirst().map { String(decoding: $0, as: UTF8.self) }
    }
  }
}
