// Where the shell's words go: standard output, standard error in red on a terminal, and the spool
// file that copies a session.

package import Platform

/// How answers are shown.
package enum OutputStyle: String, CaseIterable, Sendable {
  case tabular
  case json
  case csv
}

/// The shell's way out.
package final class ShellOutput {
  private let out: StreamWriter
  private let errors: StreamWriter
  private let isTerminal: Bool
  private let errorsAreRed: Bool
  private var spool: (file: any File, position: Int)?

  package init(
    out: StreamWriter = StreamWriter(Terminal.output),
    errors: StreamWriter = StreamWriter(Terminal.error),
    isTerminal: Bool = Terminal.isTerminal(Terminal.output),
    errorsAreRed: Bool = Terminal.isTerminal(Terminal.error)
  ) {
    self.out = out
    self.errors = errors
    self.isTerminal = isTerminal
    self.errorsAreRed = errorsAreRed
  }

  /// Columns of the terminal; nil when nobody looks.
  var width: Int? { isTerminal ? Terminal.columns() ?? 80 : nil }

  /// Whether the reader has gone.
  var isBroken: Bool { out.isBroken }

  func write(_ text: String) {
    out.write(text)
    copy(text)
  }

  /// An error, behind what was written before it.
  func fail(_ message: String) {
    flush()
    errors.write(errorsAreRed ? "\u{1B}[31m\(message)\u{1B}[0m\n" : message + "\n")
    errors.flush()
    copy(message + "\n")
  }

  func flush() { out.flush() }

  // MARK: - Spool

  func startSpool(_ path: String, files: any FileSystem) throws(FileError) {
    stopSpool()
    spool = (try files.open(path, .replace), 0)
  }

  /// Gives the path of the file that is complete now.
  @discardableResult
  func stopSpool() -> String? {
    defer { spool = nil }
    spool?.file.close()
    return spool?.file.path
  }

  /// Copies what the user typed, which the terminal shows by itself.
  func copy(_ text: String) {
    guard var current = spool else { return }
    let bytes = Array(text.utf8)
    // A spool that cannot be written ends; the session goes on.
    let isWritten = bytes.withUnsafeBytes { buffer in
      (try? current.file.write([buffer], at: current.position)) != nil
    }
    current.position += bytes.count
    spool = isWritten ? current : nil
  }
}
