// Commands that the shell answers itself. They end at the line's end; a semicolon is tolerated.

import Platform

/// A command of the shell.
enum LocalCommand: Equatable {
  case help
  case clear
  case exit
  case history
  case version
  case output(String?)
  case server(String?)
  /// Nil ends the spool.
  case spool(String?)
  case wrap(String)
  case columnWidth(String)

  /// Nil for a line that is none of them.
  init?(_ line: String) {
    var words = line.split(whereSeparator: \.isWhitespace).map(String.init)
    while let last = words.last, last.hasSuffix(";") {
      words[words.count - 1] = String(last.dropLast())
      if words[words.count - 1].isEmpty { words.removeLast() }
    }
    guard let first = words.first?.lowercased() else { return nil }
    let rest = Array(words.dropFirst())
    switch (first, rest.count) {
    case ("help", 0): self = .help
    case ("clear", 0): self = .clear
    case ("exit", 0), ("quit", 0): self = .exit
    case ("history", 0): self = .history
    case ("version", 0): self = .version
    case ("output", 0...1): self = .output(rest.first)
    case ("server", 0...1): self = .server(rest.first)
    case ("spool", 1...):
      let path = LocalCommand.unquoted(rest.joined(separator: " "))
      self = .spool(path.lowercased() == "off" ? nil : path)
    case ("set", 3) where rest[0].lowercased() == "cli" && rest[1].lowercased() == "wrap":
      self = .wrap(rest[2])
    case ("set", 3) where rest[0].lowercased() == "cli" && rest[1].lowercased() == "column-width":
      self = .columnWidth(rest[2])
    default: return nil
    }
  }

  private static func unquoted(_ text: String) -> String {
    guard text.count >= 2, let quote = text.first, quote == "'" || quote == "\"",
      text.last == quote
    else { return text }
    return String(text.dropFirst().dropLast())
  }

  static let names = [
    "help", "clear", "exit", "history", "version", "output", "server", "spool", "run script",
    "set cli wrap", "set cli column-width",
  ]

  static let helpText = """

    Statements end with a semicolon and may have several lines. Beside them there are:

      help                        this text
      clear                       clears the screen
      exit                        leaves the shell (so does Ctrl-D)
      history                     lines typed so far
      version                     version of this program
      output [tabular|json|csv]   shows or sets how results are shown
      server [URL]                shows or changes whom statements go to
      spool 'FILE' | spool off    copies the session to a file
      run script 'FILE'           runs the statements of a file
      set cli wrap on|off         whether long cells go on in the next line
      set cli column-width N      width of cells; 0 is automatic

    Ctrl-C ends a running query or clears the line. Tab completes keywords and names.

    Some statements to begin with:

      SHOW STREAMS;  SHOW TABLES;  SHOW TOPICS;  SHOW QUERIES;  SHOW FUNCTIONS;
      DESCRIBE name;  EXPLAIN query_id;  PRINT 'topic' FROM BEGINNING LIMIT 3;
      SELECT * FROM name EMIT CHANGES LIMIT 5;

    """
}

extension Shell {
  /// Carries out a command; gives whether it made sense.
  func run(_ command: LocalCommand) -> Bool {
    defer { output.flush() }
    switch command {
    case .help: output.write(LocalCommand.helpText)
    case .clear: output.write("\u{1B}[H\u{1B}[2J")
    case .exit: wantsExit = true
    case .history:
      for (index, line) in history().enumerated() {
        let number = String(index + 1)
        output.write(String(repeating: " ", count: max(0, 4 - number.count)))
        output.write("\(number): \(line)\n")
      }
    case .version: output.write("Version: \(options.version)\n")
    case .output(nil):
      output.write("Current output format: \(options.style.rawValue.uppercased())\n")
    case .output(let name?):
      guard let style = OutputStyle(rawValue: name.lowercased()) else {
        output.fail(
          "Invalid output format: '\(name)' (valid formats: 'TABULAR', 'JSON', 'CSV')")
        return false
      }
      options.style = style
      output.write("Output format set to \(name.uppercased())\n")
    case .server(nil): output.write((client.address ?? client.greeting[0]) + "\n")
    case .server(let url?): return switchServer(url)
    case .spool(let path?):
      do throws(FileError) {
        try output.startSpool(path, files: files)
      } catch {
        output.fail("\(error)")
        return false
      }
      output.write("Session will be spooled to \(path)\nEnter SPOOL OFF to disable\n")
    case .spool(nil):
      let path = output.stopSpool()
      output.write(path.map { "Spool written to \($0)\n" } ?? "There is no spool.\n")
    case .wrap(let value):
      guard ["on", "off"].contains(value.lowercased()) else {
        output.fail("Invalid setting '\(value)': ON or OFF")
        return false
      }
      wraps = value.lowercased() == "on"
    case .columnWidth(let value):
      guard let width = Int(value), width >= 0 else {
        output.fail("Invalid width '\(value)': a number from 0")
        return false
      }
      cellWidth = width
    }
    return true
  }

  private func switchServer(_ url: String) -> Bool {
    guard let connect else {
      output.fail("this shell cannot connect to servers")
      return false
    }
    do throws(ShellError) {
      client = try connect(url)
    } catch {
      output.fail(error.rendering)
      return false
    }
    output.write("Server now: \(client.address ?? url)\n")
    return true
  }
}
