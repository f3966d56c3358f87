// Two classifications of errors. The kind is coarse, and is what clients of the reference dialect
// can tell apart; the code says which rule was broken, so that tests and the shell need not read
// sentences.

/// The class of an error, as the reference dialect draws the lines.
package enum SQLErrorKind: Sendable, Hashable, CaseIterable {
  /// The text could not be made into a statement.
  case parseFailed
  /// The statement could not be planned or executed.
  case statement
  /// Anything else that is wrong about a statement.
  case general
  /// Part of the dialect, but not of this database.
  case notSupportedYet

  package var defaultCode: SQLErrorCode {
    switch self {
    case .parseFailed: .syntax
    case .statement, .general: .invalidStatement
    case .notSupportedYet: .unsupported
    }
  }
}

/// Which rule was broken.
package enum SQLErrorCode: String, Sendable, Hashable, CaseIterable {
  /// A token where another was expected.
  case syntax
  /// A first word that begins no statement.
  case unknownStatement
  /// A character or a number that is no token.
  case invalidToken
  /// The text, a nesting or the number of statements is beyond its limit.
  case tooLarge
  /// A name that may not be used.
  case invalidName
  case invalidVariable
  case unknownSource
  case unknownColumn
  case ambiguousColumn
  case unknownFunction
  case unknownType
  case typeMismatch
  case invalidProperty
  case alreadyExists
  case unsupported
  /// A rule without a code of its own.
  case invalidStatement
}
