// Why an expression has no meaning. The clause around it decides how the sentence begins.

import SQLSyntax

/// The clause that an expression stands in; the raw value is its name in messages.
enum Clause: String, Sendable {
  case select = "SELECT"
  case filter = "WHERE"
  case groupBy = "GROUP BY"
  case having = "HAVING"
  case partitionBy = "PARTITION BY"
  case join = "JOIN ON"
  case values = "VALUES"
}

/// An expression that cannot be bound.
struct BindFailure: Error {
  enum Stage {
    /// The sentence needs nothing in front.
    case complete
    /// Found while the type of the expression was worked out.
    case typing
    /// Found in a part that the dialect only looks at when it builds the evaluator.
    case building
  }

  let sentence: String
  let span: SourceSpan
  let stage: Stage
  let code: SQLErrorCode
  let placeStyle: SQLError.PlaceStyle
  let hint: String?
  let kind: SQLErrorKind

  init(
    _ sentence: String, at span: SourceSpan, _ stage: Stage = .building,
    code: SQLErrorCode = .typeMismatch, placeStyle: SQLError.PlaceStyle = .none,
    hint: String? = nil, kind: SQLErrorKind = .statement
  ) {
    self.sentence = sentence
    self.span = span
    self.stage = stage
    self.code = code
    self.placeStyle = placeStyle
    self.hint = hint
    self.kind = kind
  }

  /// The error of the statement, for an expression in `clause`.
  func error(in clause: Clause) -> SQLError {
    var text = sentence
    switch (stage, clause) {
    case (.complete, _): break
    case (.typing, .filter), (.typing, .having):
      text = "Error in \(clause.rawValue) expression: " + text
    case (.building, .filter), (.building, .having): text = "Invalid Predicate: " + text
    case (.building, .select): text = "Invalid Select: " + text
    default: break
    }
    return SQLError(
      kind, text, code: code, at: span, hint: hint, placeStyle: placeStyle)
  }
}
