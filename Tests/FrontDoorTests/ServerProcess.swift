import Foundation

/// A server on a free port.
final class ServerProcess {
  let process: Process
  /// What it says when it is ready.
  let line: String
  private let errors = Pipe()

  init(_ folder: TemporaryFolder, _ more: [String] = []) throws {
    let output = Pipe()
    process = try Binary.start(
      ["server", "--data", folder.data, "--http-port", "0", "--kafka-port", "0"] + more,
      output: output,
      errors: errors)
    var text = ""
    while !text.hasSuffix("\n") {
      let bytes = output.fileHandleForReading.availableData
      guard !bytes.isEmpty else { break }
      text += String(decoding: bytes, as: UTF8.self)
    }
    line = text
  }

  deinit { if process.isRunning { process.terminate() } }

  var url: String {
    let address = line.split(separator: " ").first { $0.hasPrefix("http=") }
    return "http://" + (address?.dropFirst(5) ?? "")
  }

  func stop() -> Int32 {
    process.terminate()
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// What it has said on standard error; the server must have ended.
  func remarks() -> String {
    String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  }
}
