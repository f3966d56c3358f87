// Line editing, history and the Tab key by libedit.

import CEditLine
import Platform

/// The editor of one terminal. Used by one thread.
///
/// Safe because the pointers that libedit keeps are freed only after it is told to end.
final class LineEditor {
  /// What came of a line.
  enum Input: Equatable {
    case line(String)
    /// Ctrl-C or SIGTERM: the line is given up.
    case interrupted
    /// Ctrl-D on an empty line, or the terminal has gone.
    case end
  }

  private var editor: OpaquePointer?
  private let history: OpaquePointer?
  private let historyFile: String?
  fileprivate let prompt: UnsafeMutablePointer<CChar>
  fileprivate var complete: (String) -> Completion.Choice? = { _ in nil }

  private static let promptCapacity = 64
  private static let historyCount: Int32 = 2000

  init?(historyFile: String?) {
    self.historyFile = historyFile
    prompt = .allocate(capacity: LineEditor.promptCapacity)
    prompt.initialize(repeating: 0, count: LineEditor.promptCapacity)
    history = millrace_history(LineEditor.historyCount)
    if let historyFile { _ = millrace_history_load(history, historyFile) }
    editor = millrace_editor(
      "millrace", history,
      { LineEditor.of($0)?.prompt },
      { _, out in
        // Safe because libedit passes the place of one character.
        millrace_read_character({ Signals.waitForInput(Terminal.input) ? 1 : 0 }, out!)
      },
      { editor, _ in LineEditor.of(editor)?.tab() ?? UInt8(CC_ERROR) },
      Unmanaged.passUnretained(self).toOpaque())
    if editor == nil { return nil }
  }

  deinit {
    el_end(editor)
    history_end(history)
    prompt.deallocate()
  }

  private static func of(_ editor: OpaquePointer?) -> LineEditor? {
    // Safe because the client of an editor is the object that owns it.
    millrace_client(editor).map { Unmanaged<LineEditor>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Reads a line. `complete` is asked with the text before the cursor.
  func read(prompt text: String, complete: @escaping (String) -> Completion.Choice?) -> Input {
    self.complete = complete
    for (index, byte) in text.utf8.prefix(LineEditor.promptCapacity - 1).enumerated() {
      prompt[index] = CChar(bitPattern: byte)
      prompt[index + 1] = 0
    }
    // An interrupt that comes while a key is being handled shows when the next one is waited for.
    let typed: String? = Signals.holdingInterrupts {
      var count: Int32 = 0
      guard !Signals.isInterrupted, let line = millrace_read_line(editor, &count), count > 0
      else { return nil }
      return String(cString: line)
    }
    if Signals.isInterrupted {
      Signals.takeInterrupts()
      return .interrupted
    }
    guard var typed else { return .end }
    if typed.hasSuffix("\n") { typed.removeLast() }
    return .line(typed)
  }

  /// Adds a statement to the history and saves it.
  func remember(_ text: String) {
    let line = text.contains("--") ? text : text.replacing("\n", with: " ")
    _ = millrace_history_add(history, line)
    if let historyFile { _ = millrace_history_save(history, historyFile) }
  }

  /// What was typed so far, oldest first.
  var lines: [String] {
    var lines: [String] = []
    var next = millrace_history_line(history, 0)
    while let line = next {
      lines.append(String(cString: line))
      next = millrace_history_line(history, 1)
    }
    return lines
  }

  /// The Tab key: inserts what is certain, shows the choice when nothing is.
  private func tab() -> UInt8 {
    guard let info = el_line(editor)?.pointee else { return UInt8(CC_ERROR) }
    let length = info.cursor - info.buffer
    let before = String(
      decoding: UnsafeBufferPointer(start: info.buffer, count: length).map {
        UInt8(bitPattern: $0)
      }, as: UTF8.self)
    // The names may be a server's, which may be slow.
    let choice = Signals.lettingInterruptsIn { complete(before) }
    guard let choice, !choice.candidates.isEmpty else {
      return UInt8(CC_REFRESH_BEEP)
    }
    let insertion = choice.insertion + (choice.candidates.count == 1 ? " " : "")
    if !insertion.isEmpty {
      _ = el_insertstr(editor, insertion)
      return UInt8(CC_REFRESH)
    }
    let out = StreamWriter(Terminal.output)
    out.write("\n" + LineEditor.columns(choice.candidates, width: Terminal.columns() ?? 80))
    out.flush()
    return UInt8(CC_REDISPLAY)
  }

  /// Names side by side, as many as fit, the first hundred of them.
  static func columns(_ names: [String], width: Int) -> String {
    let shown = names.prefix(100)
    let cell = (shown.map { TextWidth.of($0) }.max() ?? 0) + 2
    let perLine = max(1, width / cell)
    var text = ""
    for (index, name) in shown.enumerated() {
      let isLast = (index + 1) % perLine == 0 || index == shown.count - 1
      text += isLast ? name + "\n" : TableText.padded(name, cell)
    }
    return names.count > shown.count ? text + "… \(names.count - shown.count) more\n" : text
  }
}
