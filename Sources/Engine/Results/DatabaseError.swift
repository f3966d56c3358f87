// The one error that front doors see. Every inner error becomes one of these exactly once, with
// its cause in the message.

import Access
package import SQLSyntax
import SegmentLog

/// Why a statement or a query failed.
package struct DatabaseError: Error, Sendable {
  /// What kind of refusal it is: the classes that clients of the dialect tell apart.
  package enum Kind: String, Sendable {
    /// The text is not a statement.
    case parse
    /// The statement cannot be planned or executed.
    case statement
    /// The request or a property is wrong; no particular statement.
    case request
    /// Parses, but this version does not run it yet.
    case notSupported
    /// The access rules do not allow it.
    case denied
    /// A query failed while it ran.
    case runtime
    /// The system failed: disk, memory, a bug's symptom.
    case system
  }

  /// The error codes of the REST API; the HTTP status is the first three digits.
  package enum Code: Int, Sendable {
    case badRequest = 40000
    case badStatement = 40001
    case queryOnStatementEndpoint = 40002
    case tooManyPushQueries = 40003
    case needsHTTP2 = 40004
    case denied = 40301
    case notFound = 40400
    case assertionFailed = 41700
    case registryNotConfigured = 42801
    case internalError = 50000
    case starting = 50302
    case stopping = 50303
  }

  package let kind: Kind
  package let code: Code
  /// The sentence, in the words of the reference dialect where it has some.
  package let message: String
  /// The text of the statement that failed, if one did.
  package let statementText: String?
  /// 1-based, in the text that was submitted.
  package let position: SourcePosition?
  /// The message for a person: place, source line with a caret, hint. Falls back to `message`.
  package let rendering: String

  package init(
    kind: Kind, code: Code, message: String, statementText: String? = nil,
    position: SourcePosition? = nil, rendering: String? = nil
  ) {
    self.kind = kind
    self.code = code
    self.message = message
    self.statementText = statementText
    self.position = position
    self.rendering = rendering ?? message
  }

  package var httpStatus: Int { code.rawValue / 100 }

  /// `position` for those who know nothing of syntax.
  package var place: (line: Int, column: Int)? { position.map { ($0.line, $0.column) } }
}

extension DatabaseError {
  /// A statement that cannot be executed.
  package static func statement(_ message: String, _ text: String? = nil) -> DatabaseError {
    DatabaseError(kind: .statement, code: .badStatement, message: message, statementText: text)
  }

  /// A request that makes no sense as a whole.
  package static func request(_ message: String) -> DatabaseError {
    DatabaseError(kind: .request, code: .badRequest, message: message)
  }
}

extension DatabaseError {
  /// The system failed.
  package static func system(_ message: String) -> DatabaseError {
    DatabaseError(kind: .system, code: .internalError, message: message)
  }

  /// A failure of the log: its sentence says what, where and what to do.
  init(_ error: LogError) {
    self.init(kind: .system, code: .internalError, message: error.sentence)
  }

  /// Users and rights cannot be read or written.
  init(_ error: AccessError) { self = .system(error.message) }

  /// An error of a statement: one-piece text for machines, caret and hint for people.
  init(_ error: SQLError, in source: SourceText, statementText: String? = nil) {
    let kind: Kind =
      switch error.kind {
      case .parseFailed: .parse
      case .notSupportedYet: .notSupported
      default: .statement
      }
    self.init(
      kind: kind, code: .badStatement, message: error.message(in: source),
      statementText: statementText, position: error.span.map { source.position(of: $0.start) },
      rendering: error.render(in: source))
  }
}
