// `millrace produce`: JSON lines into a topic.

import ArgumentParser
import Engine
import Platform
import Shell

struct ProduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "produce", abstract: "Writes lines to a topic, one record a line.",
    discussion: """
      A line is the value of its record as it stands. If the topic has a stream or table with a \
      key, the key is taken from the fields of a JSON line that are named as its key columns.
      """)

  @Argument(help: "The topic.")
  var topic: String

  @OptionGroup var folder: DataOptions

  @Option(help: ArgumentHelp("Server to write to, as http://host:port.", valueName: "url"))
  var server: String?

  @OptionGroup var login: LoginOptions

  @Option(help: ArgumentHelp("File to read; standard input without it.", valueName: "file"))
  var file: String?

  @Option(help: ArgumentHelp("JSON field that is the key.", valueName: "field"))
  var key: String?

  @Option(help: ArgumentHelp("JSON field that is the record's time.", valueName: "field"))
  var timestamp: String?

  @Option(help: ArgumentHelp("Creates a missing topic with these partitions.", valueName: "n"))
  var partitions: Int?

  @Flag(help: "Prints the number of records written so far whenever some are safe.")
  var acknowledge = false

  func validate() throws {
    if let partitions, partitions < 1 { throw ValidationError("--partitions must be at least 1") }
    if server != nil, key != nil || timestamp != nil || partitions != nil {
      throw ValidationError("--key, --timestamp and --partitions do not go with --server")
    }
  }

  func run() throws {
    Signals.ignoreBrokenPipes()
    Signals.countInterrupts()
    Signals.noticeTermination()
    do {
      if let server { try produce(to: server) } else { try produce() }
    } catch  where Signals.mustLeave {
      Remarks.say("\(error)")
    }
    if Signals.mustLeave { throw ExitCode(Signals.terminatedStatus) }
  }

  private func produce() throws {
    let database = try folder.open("millrace produce")
    defer { database.close() }
    var count = 0
    let out = StreamWriter(Terminal.output)
    var lines = try LineFile(file)
    let (writer, records) = try failing { () throws(DatabaseError) in
      (
        try database.writer(topic: topic, createWith: partitions),
        try RecordLines(database, topic: topic, keyField: key, timestampField: timestamp)
      )
    }
    while !lines.hasEnded && !Signals.isInterrupted {
      let piece = try lines.next()
      try failing { () throws(DatabaseError) in
        try records.forEach(piece) { key, value, time throws(DatabaseError) in
          try writer.append(key: key, value: value, timestamp: time)
          count += 1
        }
        try writer.flush()
      }
      if acknowledge && !piece.isEmpty {
        out.write("\(count)\n")
        out.flush()
      }
    }
    Remarks.say("\(count) records written to \(topic)")
  }

  /// A server takes records through the stream or table over the topic.
  private func produce(to server: String) throws {
    var lines = try LineFile(file)
    var count = 0
    let login = try login.login()
    do throws(ShellError) {
      let producer = try ServerProducer(url: server, topic: topic, login: login)
      while !lines.hasEnded && !Signals.isInterrupted {
        var piece: ArraySlice<[UInt8]>
        do throws(CommandFailure) {
          piece = try lines.next()[...]
        } catch {
          throw ShellError(error.description)
        }
        while !piece.isEmpty && !Signals.isInterrupted {
          let batch = Array(piece.prefix(ServerProducer.batchLines))
          piece = piece.dropFirst(batch.count)
          try producer.write(batch)
          count += batch.count
        }
      }
    } catch {
      throw CommandFailure(error.rendering)
    }
    Remarks.say("\(count) records written to \(topic)")
  }
}
