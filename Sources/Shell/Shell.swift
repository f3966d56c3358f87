// The shell without its line editor: takes text, cuts it into statements and local commands, runs
// them one after another, and shows what comes back.

package import Platform
import SQLSyntax

/// How a shell behaves.
package struct ShellOptions: Sendable {
  package var style = OutputStyle.tabular
  /// Streamed queries stop after this many rows.
  package var rowLimit: Int?
  /// Streamed queries stop after this time.
  package var timeLimitMilliseconds: Int64?
  package var version = ""
  /// Where the history of typed lines is kept; nil for nowhere.
  package var historyFile: String?

  package init() {}
}

/// A shell.
package final class Shell {
  var client: any StatementClient
  let output: ShellOutput
  var options: ShellOptions
  let files: any FileSystem
  let time: any TimeSource
  /// Makes a client for another server, for the command `server`.
  let connect: ((String) throws(ShellError) -> any StatementClient)?
  /// Set by the command `exit`.
  var wantsExit = false
  /// Whether long cells go on in the next line; `set cli wrap off` cuts them.
  var wraps = true
  /// Width of cells; 0 for automatic.
  var cellWidth = 0
  /// Lines that were typed, oldest first, when there is an editor.
  var history: () -> [String] = { [] }

  package init(
    client: any StatementClient, output: ShellOutput = ShellOutput(),
    options: ShellOptions = ShellOptions(), files: any FileSystem = PosixFileSystem(),
    time: any TimeSource = SystemTimeSource(),
    connect: ((String) throws(ShellError) -> any StatementClient)? = nil
  ) {
    self.client = client
    self.output = output
    self.options = options
    self.files = files
    self.time = time
    self.connect = connect
  }

  // MARK: - Scripts

  /// Runs a text with any number of statements; a missing last semicolon is added. The first
  /// failure ends it and is shown. Gives whether all went well.
  package func run(_ text: String) -> Bool {
    let source = SourceText(text)
    for piece in StatementSplitter.pieces(of: source) {
      if mustStop { break }
      guard execute(piece.isTerminated ? piece.text : piece.text + ";") else { return false }
    }
    output.flush()
    return true
  }

  /// Runs the lines of a script as they come: statements end at semicolons, local commands at
  /// their line's end. A failed statement does not keep the later ones from running.
  package func runLines(_ nextLine: () -> String?) -> Bool {
    var isGood = true
    var pending = ""
    while !mustStop, let line = nextLine() {
      if pending.isEmpty, let command = LocalCommand(line) {
        isGood = run(command) && isGood
        continue
      }
      pending += pending.isEmpty ? line : "\n" + line
      switch StatementSplitter.completeness(of: SourceText(pending)) {
      case .empty: pending = ""
      case .incomplete: continue
      case .complete:
        isGood = runTyped(pending) && isGood
        pending = ""
      }
    }
    if !mustStop, !pending.isEmpty { isGood = runTyped(pending) && isGood }
    output.flush()
    return isGood
  }

  /// Whether nothing more is to be run.
  private var mustStop: Bool { wantsExit || output.isBroken || Signals.mustLeave }

  /// Runs what was typed; a failure ends it but not the session.
  func runTyped(_ text: String) -> Bool {
    output.copy("millrace> " + text + "\n")
    defer { output.flush() }
    if let command = LocalCommand(text) { return run(command) }
    return run(text)
  }

  // MARK: - Statements

  /// An interrupt ends the statement during which it comes, or the one that follows at once.
  private func execute(_ statement: String) -> Bool {
    defer { Signals.takeInterrupts() }
    var isGood = true
    do throws(ShellError) {
      try client.execute(statement) { answer in
        isGood = show(answer)
        output.flush()
        return isGood && !output.isBroken
      }
    } catch {
      output.fail(error.rendering)
      return false
    }
    return isGood
  }

  /// Shows an answer to its end; false when it ended with an error.
  private func show(_ answer: Answer) -> Bool {
    switch answer {
    case .document(let document):
      show(document)
      return true
    case .rows(let feed): return RowsShow(self, feed).run()
    case .lines(let feed):
      show(feed)
      return true
    }
  }

  func show(_ document: Document) {
    switch options.style {
    case .tabular: output.write(TableText.render(document, width: output.width))
    case .json: output.write(JSONText.render(document))
    case .csv: output.write(CSVText.render(document))
    }
  }

  private func show(_ feed: any LineFeed) {
    defer { feed.close() }
    let start = time.monotonicNanoseconds()
    var left = options.rowLimit ?? .max
    while let lines = feed.next(milliseconds: Shell.pollMilliseconds) {
      for line in lines.prefix(left) { output.write(line + "\n") }
      left -= lines.count
      output.flush()
      if left <= 0 || Signals.isInterrupted || output.isBroken { break }
      if isOver(since: start) { break }
    }
    if options.style == .tabular { output.write("Topic printing ceased\n") }
  }

  /// How long a query's rows are waited for before the shell looks for Ctrl-C.
  static let pollMilliseconds: Int64 = 50

  func isOver(since start: Int64) -> Bool {
    guard let limit = options.timeLimitMilliseconds else { return false }
    return time.monotonicNanoseconds() - start >= limit * 1_000_000
  }
}
