// `millrace run`: headless SQL files, for ever or once.

import ArgumentParser
import Engine
import Formats
import Platform

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Runs the queries of SQL files without anybody at the keyboard.",
    discussion: """
      Topics are read from their earliest record. Statements that an earlier run has carried out \
      are skipped; one that differs from what is there is refused. Inputs are loaded in the order \
      in which they stand, each is read by all queries before the next begins, and one that was \
      loaded before is not loaded again.
      """)

  @Argument(help: ArgumentHelp("SQL files.", valueName: "file"))
  var files: [String]

  @OptionGroup var folder: DataOptions

  @Option(
    help: ArgumentHelp("Loads JSON lines into a topic; may be repeated.", valueName: "topic=file"))
  var input: [Assignment] = []

  @Option(
    help: ArgumentHelp(
      "Writes the records of a topic as JSON lines, - for standard output; may be repeated.",
      valueName: "topic=file"))
  var output: [Assignment] = []

  @Option(
    help: ArgumentHelp("Field of the inputs that is the records' time.", valueName: "field"))
  var timestamp: String?

  @Flag(help: "Leaves when everything has been read and all results are written.")
  var once = false

  @Option(help: ArgumentHelp("Threads that run queries.", valueName: "n"))
  var workers = 2

  func run() throws {
    Signals.ignoreBrokenPipes()
    Signals.holdStops()
    let files = try files.map { (path: $0, text: try RunCommand.contents($0)) }
    let database = try folder.open("millrace run") { $0.workers = max(1, workers) }
    defer { database.close() }
    Remarks.say("millrace run: topics are read from their earliest record")
    let session = database.session()
    for file in files {
      let outcome = session.executeFile(file.text)
      if let error = outcome.error { throw CommandFailure("\(file.path): \(error.rendering)") }
      report(outcome, file.path)
    }
    let outputs = try output.map { try RecordOutput(database, topic: $0.name, path: $0.value) }
    for (index, input) in input.enumerated() {
      let isLast = index == self.input.count - 1
      guard try load(input, into: database), isLast || catchUp(database) else { return }
    }
    if once {
      let isDone = catchUp(database)
      for output in outputs { try output.writeNew() }
      if !isDone, !database.failureSentences().isEmpty {
        throw CommandFailure(database.failureSentences())
      }
      return
    }
    Remarks.say("millrace run: running until SIGINT or SIGTERM")
    repeat {
      for output in outputs { try output.writeNew() }
    } while !Signals.stopArrived(within: 100)
    for output in outputs { try output.writeNew() }
  }

  private static func contents(_ path: String) throws -> String {
    do throws(FileError) {
      return String(decoding: try PosixFileSystem().contents(of: path), as: UTF8.self)
    } catch {
      throw CommandFailure("\(error)")
    }
  }

  private func report(_ outcome: ExecutionOutcome, _ path: String) {
    let unchanged = outcome.executed.count {
      if case .warning = $0.result { true } else { false }
    }
    Remarks.say(
      "\(path): \(outcome.executed.count - unchanged) statements carried out"
        + (unchanged > 0 ? ", \(unchanged) unchanged since the last run" : ""))
  }

  /// False when the process was told to stop.
  private func load(_ input: Assignment, into database: Database) throws -> Bool {
    let loader = try failing { () throws(DatabaseError) in
      try SourceLoader(
        database, topic: input.name, file: ProcessSurroundings.resolved(input.value),
        timestampField: timestamp)
    }
    let before = loader.loadedLines
    var toSkip = before
    var file = try LineFile(input.value)
    var chunk: [[UInt8]] = []
    var chunkBytes = 0
    while !file.hasEnded {
      for line in try file.next() {
        if toSkip > 0 {
          toSkip -= 1
          continue
        }
        chunk.append(line)
        chunkBytes += line.count
        if chunk.count >= SourceLoader.chunkLines || chunkBytes >= SourceLoader.chunkBytes {
          try failing { () throws(DatabaseError) in try loader.load(chunk) }
          (chunk, chunkBytes) = ([], 0)
          Remarks.progress("\(input.name): \(loader.loadedLines) lines")
          if Signals.stopArrived(within: 0) { return false }
        }
      }
    }
    try failing { () throws(DatabaseError) in try loader.load(chunk) }
    Remarks.endProgress()
    Remarks.say(
      "\(input.name): \(loader.loadedLines - before) lines loaded"
        + (before > 0 ? ", \(before) were there" : ""))
    return true
  }

  /// False when the process was told to stop, or a query failed.
  private func catchUp(_ database: Database) -> Bool {
    let isDone = database.waitUntilCaughtUp { progress in
      Remarks.progress("\(progress.recordsLeft) records to read")
      return !Signals.stopArrived(within: 0)
    }
    Remarks.endProgress()
    return isDone
  }
}

/// Writes the records of one topic as they are committed.
private final class RecordOutput {
  private let reader: DecodedReader
  private let path: String
  private let file: (any File)?
  private var position = 0
  private let out = StreamWriter(Terminal.output)

  init(_ database: Database, topic: String, path: String) throws {
    reader = try failing { () throws(DatabaseError) in
      try DecodedReader(database, topic: topic, fromBeginning: true)
    }
    self.path = path
    do throws(FileError) {
      file = path == "-" ? nil : try PosixFileSystem().open(path, .replace)
    } catch {
      throw CommandFailure("\(error)")
    }
  }

  func writeNew() throws {
    while true {
      let records = try failing { () throws(DatabaseError) in try reader.read() }
      guard !records.isEmpty else { break }
      var bytes: [UInt8] = []
      for record in records {
        record.append(to: &bytes)
        bytes.append(0x0A)
      }
      try write(bytes)
    }
    out.flush()
  }

  private func write(_ bytes: [UInt8]) throws {
    guard let file else { return out.write(bytes) }
    var failure: FileError?
    bytes.withUnsafeBytes { buffer in
      do throws(FileError) { try file.write([buffer], at: position) } catch { failure = error }
    }
    if let failure { throw CommandFailure("\(failure)") }
    position += bytes.count
  }
}
