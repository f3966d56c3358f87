// The conversation on a terminal: prompt, lines, statements, until Ctrl-D or `exit`.

import Platform
import SQLSyntax

extension Shell {
  private static let prompt = "millrace> "
  private static let continuation = "      ..> "

  /// Talks with the user at the terminal until they leave.
  package func interact() {
    Signals.countInterrupts()
    output.write("\n  Millrace \(options.version) — streaming SQL over a log\n\n")
    for line in client.greeting { output.write("  \(line)\n") }
    output.write("  `help` shows what there is; statements end with a semicolon.\n\n")
    output.flush()
    guard let editor = LineEditor(historyFile: options.historyFile) else {
      output.fail("the terminal cannot be used for line editing; pipe a script instead")
      return
    }
    history = { editor.lines }
    var pending = ""
    while !wantsExit && !Signals.mustLeave {
      let before = pending
      let input = editor.read(prompt: pending.isEmpty ? Shell.prompt : Shell.continuation) {
        [client] line in Completion.choice(for: line, after: before, names: client.names)
      }
      switch input {
      case .interrupted:
        pending = ""
        output.write("\n")
        output.flush()
      case .end:
        output.write("\nLeaving Millrace.\n")
        output.flush()
        return
      case .line(let line):
        if pending.isEmpty, LocalCommand(line) != nil {
          editor.remember(line)
          _ = runTyped(line)
          continue
        }
        pending += pending.isEmpty ? line : "\n" + line
        switch StatementSplitter.completeness(of: SourceText(pending)) {
        case .empty: pending = ""
        case .incomplete: continue
        case .complete:
          editor.remember(pending)
          _ = runTyped(pending)
          pending = ""
        }
      }
    }
  }
}
