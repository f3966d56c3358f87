import ArgumentParser
import Engine
import Formats
import Platform

struct ConsumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "consume", abstract: "Shows the records of a topic as JSON lines.")

  @Argument(help: "The topic.")
  var topic: String

  @OptionGroup var folder: DataOptions

  @Option(help: ArgumentHelp("Server to ask, as http://host:port.", valueName: "url"))
  var server: String?

  @OptionGroup var login: LoginOptions

  @Flag(help: "Shows what is there already as well.")
  var fromBeginning = false

  @Option(help: ArgumentHelp("Leaves after this many records.", valueName: "n"))
  var max: Int?

  @Flag(help: "Leaves at the end of the topic.")
  var once = false

  func run() throws {
    Signals.ignoreBrokenPipes()
    if let server { return try print(from: server) }
    Signals.holdStops()
    let database = try folder.open("millrace consume")
    defer { database.close() }
    let reader = try failing { () throws(DatabaseError) in
      try DecodedReader(database, topic: topic, fromBeginning: fromBeginning)
    }
    let out = StreamWriter(Terminal.output)
    var left = max ?? .max
    repeat {
      let records = try failing { () throws(DatabaseError) in try reader.read() }
      for record in records.prefix(left) { out.write(record.description + "\n") }
      left -= records.count
      out.flush()
      if records.isEmpty && once { return }
    } while left > 0 && !out.isBroken && !Signals.stopArrived(within: left > 0 ? 20 : 0)
  }

  /// A server shows records in its own way.
  private func print(from server: String) throws {
    let statement =
      "PRINT '\(topic.replacing("'", with: "''"))'"
      + (fromBeginning ? " FROM BEGINNING" : "") + (max.map { " LIMIT \($0)" } ?? "") + ";"
    let shell = try ShellCommand.parse(
      ["--server", server, "-e", statement] + (login.user.map { ["--user", $0] } ?? []))
    try shell.run()
  }
}
