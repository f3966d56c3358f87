// The two texts of an error.

extension SQLError {
  /// The error for people:
  ///
  ///     line 1, column 15: there is no stream or table PER_HOUR
  ///     SELECT * FROM per_hour;
  ///                   ^~~~~~~~
  ///     did you mean PER_MINUTE?
  package func render(in source: SourceText) -> String {
    var lines: [String] = []
    if let span {
      let position = source.position(of: span.start)
      lines.append("line \(position.line), column \(position.column): \(sentence)")
      lines.append(contentsOf: Self.excerpt(of: span, in: source))
    } else {
      lines.append(sentence)
    }
    lines.append(contentsOf: notes)
    if let hint { lines.append(hint) }
    return lines.joined(separator: "\n")
  }

  /// The error in one piece, in the words of the reference dialect: place as `placeStyle` says,
  /// sentence, notes, hint, and the statement when it is known.
  package func message(in source: SourceText) -> String {
    message(at: span.map { source.position(of: $0.start) })
  }

  /// As `message(in:)`, for a place that is known already, or for none.
  package func message(at position: SourcePosition?) -> String {
    var text = prefix(at: position) + (wireSentence ?? sentence)
    if wireSentence == nil {
      for note in notes { text += "\n" + note }
      if let hint { text += "\n" + hint }
    }
    if placeStyle == .syntax, let statementText { text += "\nStatement: " + statementText }
    return text
  }

  private func prefix(at position: SourcePosition?) -> String {
    guard let position else { return "" }
    let (line, column) = (position.line, position.column)
    switch placeStyle {
    case .none: return ""
    case .syntax: return "line \(line):\(column): Syntax Error\n"
    case .lineAndColumn: return "line \(line):\(column): "
    case .node: return "Line: \(line), Col: \(column): "
    case .preparedNode:
      return "Exception while preparing statement: Line: \(line), Col: \(column): "
    case .illegalArgument: return "Illegal argument at \(line):\(column). "
    case .literal: return "Failed to prepare statement: line \(line):\(column + 1): "
    }
  }

  /// Longest part of a source line that is shown.
  private static let excerptWidth = 120

  /// The line of the span's start, and a line of marks under the span; a long line is cut to the
  /// surroundings of the place. Tabs are kept in both lines, so that the marks stand right.
  private static func excerpt(of span: SourceSpan, in source: SourceText) -> [String] {
    let span = source.clip(span)
    let column = source.position(of: span.start).column
    let line = Array(source.line(containing: span.start).unicodeScalars)
    let start = max(0, min(column - 1 - excerptWidth / 2, line.count - excerptWidth))
    let shown = line[start..<min(line.count, start + excerptWidth)]
    let length = source.text(of: span).unicodeScalars.prefix { $0 != "\n" }.count
    var marks = String.UnicodeScalarView()
    for scalar in line[start..<min(max(column - 1, start), line.count)] {
      marks.append(scalar == "\t" ? "\t" : " ")
    }
    marks.append("^")
    let room = start + excerptWidth - column
    for _ in 0..<max(0, min(length - 1, room)) { marks.append("~") }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: shown)
    return [String(text), String(marks)]
  }
}
