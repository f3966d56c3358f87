// The data folder as options name it, and the words of commands on standard error.

import ArgumentParser
import Engine
import Platform

struct DataOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("Data folder; made when missing.", valueName: "dir"))
  var data = "./millrace-data"

  /// Opens the folder. `purpose` is what a second opener is told about this process.
  func open(
    _ purpose: String, change: (inout DatabaseConfiguration) -> Void = { _ in }
  ) throws -> Database {
    var configuration = DatabaseConfiguration(directory: data)
    configuration.servingAddress = DataOptions.holder(purpose)
    configuration.startsFromEarliest = true
    change(&configuration)
    do throws(DatabaseError) {
      return try Database.open(configuration)
    } catch {
      throw CommandFailure(error.rendering)
    }
  }
}

extension DataOptions {
  /// The words for this process to a second opener.
  static func holder(_ purpose: String) -> String {
    "\(purpose), process \(ProcessSurroundings.identifier)"
  }
}

/// Ends a command with a sentence on standard error and status 1.
struct CommandFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// Runs a step of the engine, turning its error into the command's.
func failing<Result>(_ body: () throws(DatabaseError) -> Result) throws -> Result {
  do throws(DatabaseError) { return try body() } catch { throw CommandFailure(error.rendering) }
}

/// The command's words for people, apart from its results.
enum Remarks {
  // Safe because commands speak from their main thread alone.
  private nonisolated(unsafe) static let writer = StreamWriter(Terminal.error)

  static func say(_ sentence: String) {
    writer.write(sentence + "\n")
    writer.flush()
  }

  /// Whether somebody watches.
  static let isWatched = Terminal.isTerminal(Terminal.error)

  /// Replaces the last line on a terminal; says nothing elsewhere.
  static func progress(_ sentence: String) {
    guard isWatched else { return }
    writer.write("\r\u{1B}[K\(sentence)")
    writer.flush()
  }

  static func endProgress() {
    guard isWatched else { return }
    writer.write("\r\u{1B}[K")
    writer.flush()
  }
}

/// `NAME=VALUE` of an option.
struct Assignment: ExpressibleByArgument {
  let name: String
  let value: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
      return nil
    }
    name = String(argument[..<equals])
    value = String(argument[argument.index(after: equals)...])
  }
}
