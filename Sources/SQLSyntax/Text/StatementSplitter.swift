// A script cut at its semicolons, without parsing: for scripts that run one statement after another
// because DEFINE and SET change how the later ones are read, and for the shell's question whether the
// user has finished typing. Semicolons in quotes and comments do not count.

/// Cuts scripts into statements.
package enum StatementSplitter {
  /// One statement's text.
  package struct Piece: Sendable, Hashable {
    /// From the first token to the semicolon, or to the last token when there is none.
    package let span: SourceSpan
    package let text: String
    /// Whether a semicolon ends it; only the last piece may lack one.
    package let isTerminated: Bool
  }

  /// Whether a text is all there.
  package enum Completeness: Sendable, Hashable {
    /// White space and comments only.
    case empty
    /// Ends in a semicolon.
    case complete
    /// More must come: a semicolon, or first the end of what is open.
    case incomplete(Open)

    package enum Open: Sendable, Hashable {
      case statement
      case string
      case quotedName
      case comment
    }
  }

  /// A `--@name: value` comment of a test file, such as `--@test: late records`.
  package struct Directive: Sendable, Hashable {
    package let name: String
    /// What follows the colon, without white space around it; empty without a colon.
    package let value: String
    package let span: SourceSpan
  }

  /// The statements of a script in order. Linear in its length; never fails: broken tokens stay in the
  /// piece they stand in.
  package static func pieces(of source: SourceText) -> [Piece] {
    var pieces: [Piece] = []
    var start: Int?
    var end = 0
    for token in Lexer.tokens(of: source).tokens where token.kind != .endOfText {
      let isSemicolon = token.kind == .symbol(.semicolon)
      // A lone semicolon is no statement.
      if isSemicolon, start == nil { continue }
      let first = start ?? token.span.start
      start = first
      end = token.span.end
      if isSemicolon {
        pieces.append(piece(SourceSpan(first, end), source, isTerminated: true))
        start = nil
      }
    }
    if let start { pieces.append(piece(SourceSpan(start, end), source, isTerminated: false)) }
    return pieces
  }

  /// Whether the text ends in a complete statement.
  package static func completeness(of source: SourceText) -> Completeness {
    guard let last = Lexer.tokens(of: source).tokens.dropLast().last else { return .empty }
    switch last.kind {
    case .symbol(.semicolon): return .complete
    case .invalid(.unterminatedString): return .incomplete(.string)
    case .invalid(.unterminatedName): return .incomplete(.quotedName)
    case .invalid(.unterminatedComment): return .incomplete(.comment)
    default: return .incomplete(.statement)
    }
  }

  /// The directives of a test file in order.
  package static func directives(of source: SourceText) -> [Directive] {
    Lexer.tokens(of: source).directives.map { span in
      let text = source.text(of: span)
      let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      return Directive(
        name: SourceTextTrimming.trimmed(String(parts.first ?? "")),
        value: parts.count > 1 ? SourceTextTrimming.trimmed(String(parts[1])) : "", span: span)
    }
  }

  private static func piece(
    _ span: SourceSpan, _ source: SourceText, isTerminated: Bool
  ) -> Piece {
    Piece(span: span, text: source.text(of: span), isTerminated: isTerminated)
  }
}
