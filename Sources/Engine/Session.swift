// A conversation with the database: properties and variables of its own, statements one after
// another. A front door has one per client; one thread uses it at a time.

import Platform
import Planner
import SQLSyntax

/// A statement that was executed, with its answer.
package struct ExecutedStatement: Sendable {
  package let text: String
  package let result: StatementResult

  package init(text: String, result: StatementResult) {
    self.text = text
    self.result = result
  }
}

/// What came of a text: the answers so far and, if a statement failed, why.
package struct ExecutionOutcome: Sendable {
  package var executed: [ExecutedStatement] = []
  package var error: DatabaseError?
}

/// A session.
package final class Session {
  package let database: Database
  /// Properties of this session as they were set, under their full names.
  package internal(set) var properties: [String: String] = [:]
  package internal(set) var variables: [String: String] = [:]
  /// What it may do.
  package let rights: SessionRights
  private let dialect: ParserOptions.Dialect
  /// How many scripts are being run inside each other.
  var scriptDepth = 0

  /// Which statements a front door takes.
  package enum Admission: Sendable {
    case everything
    /// The statement endpoint: queries and PRINT have an endpoint of their own.
    case statementsOnly
    /// The query endpoint: one SELECT or PRINT.
    case oneQuery
    /// Headless files: nothing that answers with something to read.
    case headless
  }

  init(database: Database, dialect: ParserOptions.Dialect, rights: SessionRights) {
    self.database = database
    self.rights = rights
    self.dialect = dialect
  }

  /// The values in force: the server's, overlaid by the session's.
  package var values: PropertyValues {
    PropertyValues(server: database.configuration.properties, session: properties)
  }

  // MARK: - Properties and variables

  /// Sets a property under any of its names; gives the setting and the value that it had.
  @discardableResult
  package func setProperty(
    _ name: String, _ value: String
  ) throws(DatabaseError) -> (setting: Setting?, old: String?) {
    let setting = Settings.find(name)
    guard setting != nil || name.hasPrefix("ksql.functions.") else {
      throw DatabaseError.statement("Unknown property: \(name)")
    }
    if let objection = setting?.objection(to: value) { throw DatabaseError.statement(objection) }
    if setting?.scope == .server {
      throw DatabaseError.statement(
        "Cannot override property '\(name)': it is fixed when the server starts")
    }
    let full = setting?.name ?? name
    return (setting, properties.updateValue(value, forKey: full))
  }

  /// Gives the value that is gone, nil if there was none.
  package func unsetProperty(_ name: String) -> String? {
    properties.removeValue(forKey: Settings.find(name)?.name ?? name)
  }

  package func defineVariable(_ name: String, _ value: String) { variables[name] = value }

  package func undefineVariable(_ name: String) -> String? {
    variables.removeValue(forKey: name)
  }

  // MARK: - Executing

  /// Executes the statements of a text in order; the first failure ends it. With `validatesFirst`
  /// all are checked against a copy of the catalog before any is executed.
  package func execute(
    _ text: String, _ admission: Admission = .everything, validatesFirst: Bool = false
  ) -> ExecutionOutcome {
    var outcome = ExecutionOutcome()
    let script: [StatementSplitter.Piece]
    do throws(DatabaseError) {
      script = try split(text, admission)
      if validatesFirst && script.count > 1 { try validate(script, of: text, admission) }
    } catch {
      outcome.error = error
      return outcome
    }
    for piece in script {
      do throws(DatabaseError) {
        let prepared = try prepare(piece, of: text, admission)
        let result = try StatementDispatch.execute(prepared, in: self)
        outcome.executed.append(ExecutedStatement(text: prepared.text, result: result))
      } catch {
        outcome.error = error
        return outcome
      }
    }
    return outcome
  }

  /// Executes one statement and gives its answer.
  package func executeOne(_ text: String) throws(DatabaseError) -> StatementResult {
    let outcome = execute(text)
    if let error = outcome.error { throw error }
    guard let last = outcome.executed.last else {
      throw DatabaseError.request("there is no statement in the text")
    }
    return last.result
  }

  func split(
    _ text: String, _ admission: Admission
  ) throws(DatabaseError) -> [StatementSplitter.Piece] {
    let pieces = StatementSplitter.pieces(of: SourceText(text))
    if admission == .oneQuery && pieces.count != 1 {
      throw DatabaseError.request(
        "Expected exactly one KSQL statement; found \(pieces.count) instead")
    }
    return pieces
  }

  /// A statement that is parsed and admitted.
  struct Prepared {
    let statement: Statement
    let text: String
    /// Where it stands in `source`.
    let span: SourceSpan
    /// The statement at its place in the whole text, so that errors say the right line.
    let source: SourceText
  }

  func prepare(
    _ piece: StatementSplitter.Piece, of text: String, _ admission: Admission
  ) throws(DatabaseError) -> Prepared {
    let whole = SourceText(text)
    var source = whole
    var shown = whole
    let prepared: Prepared
    do throws(SQLError) {
      var statementText = piece.text
      if values.bool("ksql.variable.substitution.enable") {
        statementText = try VariableSubstitution.substitute(in: statementText) { variables[$0] }
      }
      // What stands before becomes blank, byte by byte, so that every place stays where it is.
      let before = whole.bytes[..<piece.span.start].map {
        $0 == UInt8(ascii: "\n") ? $0 : UInt8(ascii: " ")
      }
      source = SourceText(bytes: before + Array(statementText.utf8))
      // Without variables every place is the same in the text as it was written.
      if statementText != piece.text { shown = source }
      let parsed = try Parser.parseScript(
        source,
        options: ParserOptions(
          dialect: dialect, mayOmitLastSemicolon: admission == .oneQuery || dialect != .server))
      guard let statement = parsed.first else {
        throw SQLError(.parseFailed, "there is no statement")
      }
      prepared = Prepared(
        statement: statement.statement, text: statement.text, span: statement.span, source: shown)
    } catch {
      throw DatabaseError(error, in: shown, statementText: piece.text)
    }
    try admit(prepared, admission)
    return prepared
  }

  private func admit(_ prepared: Prepared, _ admission: Admission) throws(DatabaseError) {
    let isQuery =
      switch prepared.statement {
      case .query, .printTopic: true
      default: false
      }
    switch admission {
    case .everything: return
    case .statementsOnly:
      guard isQuery else { return }
      throw DatabaseError(
        kind: .statement, code: .queryOnStatementEndpoint,
        message: "The following statement types should be issued to the websocket endpoint "
          + "'/query': PRINT, SELECT", statementText: prepared.text)
    case .oneQuery:
      guard !isQuery else { return }
      throw .statement(
        "Statement type not supported for this request: only SELECT and PRINT are queries",
        prepared.text)
    case .headless:
      switch prepared.statement {
      case .createSource, .createAsSelect, .insertInto, .createType, .setProperty, .unsetProperty,
        .defineVariable, .undefineVariable:
        return
      default:
        throw .statement(
          "Unsupported statement. Only the following statements are supporting in standalone mode: "
            + "CREATE STREAM, CREATE TABLE, CREATE TYPE, CREATE … AS SELECT, INSERT INTO … SELECT, "
            + "SET, UNSET, DEFINE, UNDEFINE", prepared.text)
      }
    }
  }

  /// Plans every statement against a copy of the catalog that the ones before have changed.
  private func validate(
    _ script: [StatementSplitter.Piece], of text: String, _ admission: Admission
  ) throws(DatabaseError) {
    var sandbox = database.sandbox(for: rights)
    let (savedProperties, savedVariables) = (properties, variables)
    defer { (properties, variables) = (savedProperties, savedVariables) }
    for piece in script {
      let prepared = try prepare(piece, of: text, admission)
      switch prepared.statement {
      case .setProperty(let set): try setProperty(set.name.text, set.value.text)
      case .unsetProperty(let unset): _ = unsetProperty(unset.name.text)
      case .defineVariable(let define): defineVariable(define.name.name, define.value.text)
      case .undefineVariable(let undefine): _ = undefineVariable(undefine.name.name)
      default: try sandbox.check(prepared, properties: values)
      }
    }
  }
}
