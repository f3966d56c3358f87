// Tables and rows as comma-separated values by RFC 4180: a header, quotes where they are needed,
// and lines that end in CR LF.

import Formats

/// Renders as comma-separated values.
enum CSVText {
  static func line(_ fields: [String]) -> String {
    fields.map(quoted).joined(separator: ",") + "\r\n"
  }

  /// NULL is an empty field; an empty text is quoted, so that the two differ.
  static func line(_ row: Row) -> String {
    row.cells.map { cell in
      if cell.isNull { return "" }
      let text = RowText.plain(cell)
      return text.isEmpty ? "\"\"" : quoted(text)
    }.joined(separator: ",") + "\r\n"
  }

  static func render(_ document: Document) -> String {
    document.blocks.map { block in
      switch block {
      case .table(let table): line(table.columns) + table.rows.map(line).joined()
      case .fields(let fields):
        line(["Field", "Value"]) + fields.map { line([$0.label, $0.value]) }.joined()
      case .text(let text): line([text])
      case .note: ""
      }
    }.joined()
  }

  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
