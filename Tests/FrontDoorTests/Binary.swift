// The built executable, run as its users run it.

import Foundation
import Testing

/// What came of a run.
struct Outcome {
  let status: Int32
  let output: String
  let errors: String
}

/// The executable next to the tests, or the one that MILLRACE_BINARY names.
enum Binary {
  static let url: URL = {
    if let path = ProcessInfo.processInfo.environment["MILLRACE_BINARY"] {
      return URL(fileURLWithPath: path)
    }
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    var folder = tests.deletingLastPathComponent()
    // The runner may be a tool of its own; the bundle's path is then among the arguments.
    if !FileManager.default.fileExists(atPath: folder.appendingPathComponent("millrace").path),
      let bundle = CommandLine.arguments.first(where: { $0.hasSuffix(".xctest") })
    {
      folder = URL(fileURLWithPath: bundle).deletingLastPathComponent()
    }
    return folder.appendingPathComponent("millrace")
  }()

  /// The package's folder.
  static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Starts the executable.
  static func start(
    _ arguments: [String], input: Pipe? = nil, output: Pipe, errors: Pipe? = nil
  ) throws -> Process {
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.standardInput = input ?? FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors ?? FileHandle.nullDevice
    try process.run()
    return process
  }

  /// Runs it to its end.
  static func run(_ arguments: [String], input: String? = nil) throws -> Outcome {
    let (output, errors) = (Pipe(), Pipe())
    let stdin = input.map { _ in Pipe() }
    let process = try start(arguments, input: stdin, output: output, errors: errors)
    if let stdin, let input {
      stdin.fileHandleForWriting.write(Data(input.utf8))
      try stdin.fileHandleForWriting.close()
    }
    // Errors are short; the output may fill its pipe.
    let out = output.fileHandleForReading.readDataToEndOfFile()
    let err = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: String(decoding: out, as: UTF8.self),
      errors: String(decoding: err, as: UTF8.self))
  }
}

/// A folder that goes with the test.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("millrace-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  var data: String { path("data") }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  func write(_ name: String, _ text: String) throws -> String {
    try text.write(toFile: path(name), atomically: true, encoding: .utf8)
    return path(name)
  }

  /// The JSON objects of a file, one a line.
  func objects(_ name: String) throws -> [[String: Any]] {
    try String(contentsOfFile: path(name), encoding: .utf8).split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }
}
