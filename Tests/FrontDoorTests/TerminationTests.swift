// SIGTERM on commands that wait for their input: they stop, close what they hold, and say so by
// their status.

import Foundation
import Testing

struct TerminationTests {
  /// Starts a command, waits for its first output, terminates it; the output, and what came of it.
  private static func terminated(_ arguments: [String], input: String) throws -> (String, Outcome) {
    let (stdin, output, errors) = (Pipe(), Pipe(), Pipe())
    let process = try Binary.start(arguments, input: stdin, output: output, errors: errors)
    stdin.fileHandleForWriting.write(Data(input.utf8))
    let first = output.fileHandleForReading.availableData
    process.terminate()
    let out = output.fileHandleForReading.readDataToEndOfFile()
    let err = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    // The input was open all the time: its end has not ended the command.
    try stdin.fileHandleForWriting.close()
    #expect(process.terminationReason == .exit)
    return (
      String(decoding: first, as: UTF8.self),
      Outcome(
        status: process.terminationStatus, output: String(decoding: out, as: UTF8.self),
        errors: String(decoding: err, as: UTF8.self))
    )
  }

  @Test func produceKeepsWhatItHasAcknowledged() throws {
    let folder = try TemporaryFolder()
    let (first, outcome) = try TerminationTests.terminated(
      ["produce", "t", "--data", folder.data, "--partitions", "1", "--acknowledge"],
      input: "{\"v\":1}\n{\"v\":2}\n{\"v\"")
    #expect(first == "2\n")
    #expect(outcome.status == 143)
    // The line that was not complete is not there.
    #expect(outcome.errors == "2 records written to t\n")
    let records = try Binary.run([
      "consume", "t", "--data", folder.data, "--from-beginning", "--once",
    ])
    #expect(records.output.split(separator: "\n").count == 2)
  }

  @Test func aScriptOfThePipeStopsBetweenItsLines() throws {
    let folder = try TemporaryFolder()
    let (first, outcome) = try TerminationTests.terminated(
      ["shell", "--data", folder.data], input: "version\nSHOW TOPICS")
    #expect(first.hasPrefix("Version: "))
    #expect(outcome.status == 143)
    #expect(outcome.output == "")
    #expect(outcome.errors == "")
  }

  @Test func aQueryOfTheCommandLineEndsAndTheNextDoesNotBegin() throws {
    let folder = try TemporaryFolder()
    let setup = try Binary.run([
      "shell", "--data", folder.data, "-e",
      "CREATE STREAM s (v INT) WITH (KAFKA_TOPIC='s', VALUE_FORMAT='JSON', PARTITIONS=1);",
    ])
    #expect(setup.status == 0)
    let (first, outcome) = try TerminationTests.terminated(
      [
        "shell", "--data", folder.data, "--output", "csv", "-e", "SELECT * FROM s EMIT CHANGES;",
        "-e", "SHOW TOPICS;",
      ], input: "")
    #expect(first.hasPrefix("V"))
    #expect(outcome.status == 143)
    #expect(outcome.output == "")
  }
}
