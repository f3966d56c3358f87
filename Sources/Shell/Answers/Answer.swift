// What came back for a statement, in the one form that all renderings start from. Both clients make
// it: the local one from the engine's results, the remote one from the server's JSON.

package import Formats

/// The answer to one statement.
package enum Answer {
  /// Something to read at once.
  case document(Document)
  /// Rows of a query, which may go on for ever.
  case rows(any RowFeed)
  /// Lines of a PRINT, which goes on until it is stopped.
  case lines(any LineFeed)
}

/// Tables, lists of fields and sentences, in the order in which they are shown.
package struct Document: Equatable {
  package enum Block: Equatable {
    case table(TextTable)
    /// Labels with values, one a line.
    case fields([Field])
    /// A sentence, or text that keeps its lines.
    case text(String)
    /// A hint for people; machines do not get it.
    case note(String)
  }

  package struct Field: Equatable {
    package let label: String
    package let value: String

    package init(_ label: String, _ value: String) {
      self.label = label
      self.value = value
    }
  }

  package var blocks: [Block]

  package init(_ blocks: [Block] = []) { self.blocks = blocks }

  package init(text: String) { blocks = [.text(text)] }
}

/// A table of text.
package struct TextTable: Equatable {
  package var columns: [String]
  package var rows: [[String]]

  package init(_ columns: [String], _ rows: [[String]]) {
    self.columns = columns
    self.rows = rows
  }
}

/// A column of query rows.
package struct RowColumn: Equatable, Sendable {
  package let name: String
  package let isKey: Bool

  package init(name: String, isKey: Bool) {
    self.name = name
    self.isKey = isKey
  }
}

/// One row of a query.
package struct Row: Equatable, Sendable {
  package let cells: [JSONValue]
  /// The row of a table was deleted: only its key columns have values.
  package let isTombstone: Bool

  package init(_ cells: [JSONValue], isTombstone: Bool = false) {
    self.cells = cells
    self.isTombstone = isTombstone
  }
}

/// What a feed has next.
package enum RowElement {
  case rows([Row])
  /// The end, with a closing sentence if there is one.
  case end(String?)
  case failed(ShellError)
}

/// The rows of one query.
package protocol RowFeed: AnyObject {
  var columns: [RowColumn] { get }
  /// Goes on until it is closed or its LIMIT is reached.
  var isPush: Bool { get }
  /// The next rows or the end; nil after `milliseconds` without either.
  func next(milliseconds: Int64) -> RowElement?
  func close()
}

/// The lines of one PRINT.
package protocol LineFeed: AnyObject {
  /// The next lines, none after `milliseconds` without one; nil at the end.
  func next(milliseconds: Int64) -> [String]?
  func close()
}

/// Why something failed, as it is shown.
package struct ShellError: Error, Equatable {
  /// For a person: may have several lines, with the place and a caret.
  package let rendering: String

  package init(_ rendering: String) { self.rendering = rendering }
}
