// An error in what the user wrote: a sentence, the place it is about, and what to do. The parser
// throws it with the place of a token, the planner with the span of the node it could not use.
//
// Two texts come out of one error. `render(in:)` is for people: line, column, the source line with a
// caret under the place, the hint. `message(in:)` is the one-piece text of the HTTP endpoint and the
// test files; it follows the reference dialect, prefixes and punctuation included, because clients
// match on parts of it.

/// An error in a statement. One word in size, whatever it says: every call that may throw it keeps
/// room for it on the stack, and the parser's calls stand in each other hundreds deep.
package struct SQLError: Error, Sendable {
  private var content: Content

  private final class Content: Sendable {
    let kind: SQLErrorKind
    let code: SQLErrorCode
    let sentence: String
    let wireSentence: String?
    let span: SourceSpan?
    let hint: String?
    let notes: [String]
    let placeStyle: PlaceStyle
    let statementText: String?

    init(
      _ kind: SQLErrorKind, _ sentence: String, code: SQLErrorCode, span: SourceSpan?,
      hint: String?, notes: [String], placeStyle: PlaceStyle, wireSentence: String?,
      statementText: String?
    ) {
      self.kind = kind
      self.code = code
      self.sentence = sentence
      self.wireSentence = wireSentence
      self.span = span
      self.hint = hint
      self.notes = notes
      self.placeStyle = placeStyle
      self.statementText = statementText
    }
  }

  package init(
    _ kind: SQLErrorKind, _ sentence: String, code: SQLErrorCode? = nil,
    at span: SourceSpan? = nil, hint: String? = nil, notes: [String] = [],
    placeStyle: PlaceStyle = .none, wireSentence: String? = nil, statementText: String? = nil
  ) {
    content = Content(
      kind, sentence, code: code ?? kind.defaultCode, span: span, hint: hint, notes: notes,
      placeStyle: placeStyle, wireSentence: wireSentence, statementText: statementText)
  }

  package var kind: SQLErrorKind { content.kind }
  package var code: SQLErrorCode { content.code }
  /// What is wrong, without the place.
  package var sentence: String { content.sentence }
  /// The sentence in the reference dialect's words, where they differ.
  package var wireSentence: String? { content.wireSentence }
  /// Where, in the text the statement was parsed from; nil when the error is about no one place.
  package var span: SourceSpan? { content.span }
  /// What the user could do.
  package var hint: String? { content.hint }
  /// Further sentences, one a line.
  package var notes: [String] { content.notes }
  /// How `message(in:)` names the place.
  package var placeStyle: PlaceStyle { content.placeStyle }

  /// The whole statement the error is about; the parser fills it in, others may.
  package var statementText: String? {
    get { content.statementText }
    set {
      content = Content(
        kind, sentence, code: code, span: span, hint: hint, notes: notes, placeStyle: placeStyle,
        wireSentence: wireSentence, statementText: newValue)
    }
  }

  /// How the place is written before the sentence of `message(in:)`.
  package enum PlaceStyle: Sendable, Hashable {
    /// Not at all.
    case none
    /// `line 1:5: Syntax Error` on a line of its own.
    case syntax
    /// `line 1:5: `, before the sentence.
    case lineAndColumn
    /// `Line: 1, Col: 5: `, before the sentence.
    case node
    /// `Exception while preparing statement: Line: 1, Col: 5: `, before the sentence.
    case preparedNode
    /// `Illegal argument at 1:5. `, before the sentence.
    case illegalArgument
    /// `Failed to prepare statement: line 1:6: `: a number that could not be read. The column
    /// counts from two, as clients have come to expect.
    case literal
  }
}

extension SQLError {
  /// A statement that cannot be planned or run.
  package static func statement(
    _ sentence: String, at span: SourceSpan? = nil, hint: String? = nil,
    code: SQLErrorCode? = nil, placeStyle: PlaceStyle = .none
  ) -> SQLError {
    SQLError(.statement, sentence, code: code, at: span, hint: hint, placeStyle: placeStyle)
  }

  /// Any other failure about a statement.
  package static func general(
    _ sentence: String, at span: SourceSpan? = nil, hint: String? = nil,
    code: SQLErrorCode? = nil, placeStyle: PlaceStyle = .none
  ) -> SQLError {
    SQLError(.general, sentence, code: code, at: span, hint: hint, placeStyle: placeStyle)
  }

  /// Text that is no statement, or a tree that makes no sense.
  package static func parseFailed(
    _ sentence: String, at span: SourceSpan? = nil, hint: String? = nil,
    code: SQLErrorCode? = nil, placeStyle: PlaceStyle = .none
  ) -> SQLError {
    SQLError(.parseFailed, sentence, code: code, at: span, hint: hint, placeStyle: placeStyle)
  }

  /// A part of the dialect that this database does not run.
  package static func notSupportedYet(
    _ sentence: String, at span: SourceSpan? = nil, hint: String? = nil
  ) -> SQLError {
    SQLError(.notSupportedYet, sentence, at: span, hint: hint)
  }
}
