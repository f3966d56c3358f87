// Statements into a database that this process has opened.

package import Engine
import Formats
import Values

/// A session with a database of this process.
package final class LocalClient: StatementClient {
  private let database: Database
  private let session: Session
  package let address: String? = nil

  package init(_ database: Database) {
    self.database = database
    session = database.session(dialect: .shell)
  }

  package var greeting: [String] {
    [
      "Data folder \(database.configuration.directory), opened by this shell.",
      database.configuration.startsFromEarliest
        ? "Queries read topics from their earliest record "
          + "(SET 'auto.offset.reset'='latest' for new records only)."
        : "Queries read new records only (SET 'auto.offset.reset'='earliest' for all).",
    ]
  }

  package var names: DatabaseNames { database.names }

  package func define(_ name: String, _ value: String) { session.defineVariable(name, value) }

  package func execute(_ statement: String, _ body: (Answer) -> Bool) throws(ShellError) {
    let outcome = session.execute(statement)
    _ = LocalClient.hand(outcome.executed, to: body)
    if let error = outcome.error { throw ShellError(error.rendering) }
  }

  private static func hand(_ executed: [ExecutedStatement], to body: (Answer) -> Bool) -> Bool {
    for statement in executed {
      switch statement.result {
      case .script(let inner): guard hand(inner, to: body) else { return false }
      case .rows(let stream): guard body(.rows(LocalRows(stream))) else { return false }
      case .printed(let stream): guard body(.lines(LocalLines(stream))) else { return false }
      default:
        guard let document = Document(statement.result) else { continue }
        guard body(.document(document)) else { return false }
      }
    }
    return true
  }
}

/// The rows of a query of this process.
private final class LocalRows: RowFeed {
  let columns: [RowColumn]
  let isPush: Bool
  private let stream: QueryStream
  private let types: [SQLType]

  init(_ stream: QueryStream) {
    self.stream = stream
    isPush = stream.isPush
    columns = stream.columns.map { RowColumn(name: $0.name, isKey: $0.isKey) }
    types = stream.columns.map(\.type)
  }

  func next(milliseconds: Int64) -> RowElement? {
    switch stream.waitNext(milliseconds: milliseconds) {
    case nil: return nil
    case .rows(let rows): return .rows(cells(rows))
    case .end(.complete): return .end(nil)
    case .end(.limitReached): return .end("Limit Reached")
    case .end(.closed): return .end("Query terminated")
    case .end(.failed(let error)): return .failed(ShellError(error.rendering))
    }
  }

  private func cells(_ rows: ResultRows) -> [Row] {
    (0..<rows.count).map { index in
      Row(
        zip(rows.columns, types).map { column, type in
          column.value(at: index).json(type: type, style: .row)
        }, isTombstone: rows.tombstones.map { $0[index] } ?? false)
    }
  }

  func close() { stream.close() }
}

/// The lines of a PRINT of this process.
private final class LocalLines: LineFeed {
  private let stream: any PrintStream

  init(_ stream: any PrintStream) { self.stream = stream }

  func next(milliseconds: Int64) -> [String]? { stream.waitNext(milliseconds: milliseconds) }

  func close() { stream.close() }
}
