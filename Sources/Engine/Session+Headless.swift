// Files that are run again and again against the same data folder: `run`, `--queries-file`. A
// statement that equals what the catalog holds was carried out by an earlier run and is skipped;
// one that gives another meaning to the same name is refused with both texts, because neither
// keeping the old nor replacing it is what the file says.

import Planner
import SQLSyntax
import Values

extension Session {
  /// Executes the statements of a file. All are checked before any is executed.
  package func executeFile(_ text: String) -> ExecutionOutcome {
    var outcome = ExecutionOutcome()
    do throws(DatabaseError) {
      let script = try split(text, .headless)
      try check(script, of: text)
      for piece in script {
        let prepared = try prepare(piece, of: text, .headless)
        let result: StatementResult
        if try isThere(prepared, in: database.catalog) {
          result = .warning("unchanged: \(Session.headline(of: prepared.text))")
        } else {
          result = try StatementDispatch.execute(prepared, in: self)
        }
        outcome.executed.append(ExecutedStatement(text: prepared.text, result: result))
      }
    } catch {
      outcome.error = error
    }
    return outcome
  }

  /// Plans the statements that are new against a copy of the catalog.
  private func check(
    _ script: [StatementSplitter.Piece], of text: String
  ) throws(DatabaseError) {
    var sandbox = database.sandbox(for: rights)
    let (savedProperties, savedVariables) = (properties, variables)
    defer { (properties, variables) = (savedProperties, savedVariables) }
    for piece in script {
      let prepared = try prepare(piece, of: text, .headless)
      switch prepared.statement {
      case .setProperty(let set): try setProperty(set.name.text, set.value.text)
      case .unsetProperty(let unset): _ = unsetProperty(unset.name.text)
      case .defineVariable(let define): defineVariable(define.name.name, define.value.text)
      case .undefineVariable(let undefine): _ = undefineVariable(undefine.name.name)
      default:
        if try isThere(prepared, in: database.catalog) { continue }
        try sandbox.check(prepared, properties: values)
      }
    }
  }

  /// Whether the catalog holds what the statement would make; fails when it holds something else
  /// under that name.
  private func isThere(_ prepared: Prepared, in catalog: Catalog) throws(DatabaseError) -> Bool {
    let (name, replaces): (String, Bool)
    switch prepared.statement {
    case .createSource(let create): (name, replaces) = (create.name.name, create.orReplace)
    case .createAsSelect(let create): (name, replaces) = (create.name.name, create.orReplace)
    case .insertInto(let insert):
      let text = SQLPrinter.text(of: prepared.statement)
      return catalog.queries.values.contains {
        $0.kind == .insertInto && $0.writes == insert.target.name
          && Session.canonical($0.sqlText) == text
      }
    case .createType(let create):
      guard let existing = catalog.types[create.name.name] else { return false }
      return SQLPrinter.text(of: create.type)
        == (try? SQLPrinter.text(of: Parser.parseType(existing.description)))
    default: return false
    }
    guard let existing = catalog.sources[name] else { return false }
    let new = SQLPrinter.text(of: prepared.statement)
    let old = Session.canonical(existing.sqlText)
    if new == old { return true }
    guard !replaces else { return false }
    throw DatabaseError.statement(
      """
      '\(name)' is in the data folder already, and was made by another statement.
        there:  \(old)
        here:   \(new)
      Drop it first, write CREATE OR REPLACE, or take another data folder.
      """, prepared.text)
  }

  /// The one way to write a statement; the text itself when it cannot be read.
  private static func canonical(_ text: String) -> String {
    let options = ParserOptions(dialect: .server, mayOmitLastSemicolon: true)
    guard let statement = try? Parser.parseScript(text, options: options).first else { return text }
    return SQLPrinter.text(of: statement.statement)
  }

  /// The first line of a statement, for lists of what was done.
  package static func headline(of text: String) -> String {
    let line = text.split(separator: "\n").first.map(String.init) ?? ""
    return line.count > 72 ? line.prefix(71) + "…" : line
  }
}
