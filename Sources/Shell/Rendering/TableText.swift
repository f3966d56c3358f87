// Documents as text for people: the tables of lists, labels with values, sentences.
//
//    Stream Name | Kafka Topic | Key Format
//   ----------------------------------------
//    CLICKS      | clicks      | KAFKA
//   ----------------------------------------

/// Renders documents as text.
enum TableText {
  /// The text, which begins with an empty line and ends with a line end. `width` bounds the lines
  /// of dashes; rows are as long as they are.
  static func render(_ document: Document, width: Int?) -> String {
    var text = ""
    for block in document.blocks {
      switch block {
      case .table(let table): text += "\n" + render(table, width: width)
      case .fields(let fields):
        let labels = max(20, fields.map { TextWidth.of($0.label) }.max() ?? 0)
        text += "\n"
        for field in fields { text += "\(padded(field.label, labels)) : \(field.value)\n" }
      case .text(let sentence): text += "\n" + sentence + "\n"
      case .note(let note): text += note + "\n"
      }
    }
    return text
  }

  static func render(_ table: TextTable, width: Int?) -> String {
    var widths = table.columns.map { TextWidth.of($0) }
    for row in table.rows {
      for (index, cell) in row.enumerated() { widths[index] = max(widths[index], longest(cell)) }
    }
    let total = widths.reduce(0, +) + 3 * widths.count - 1
    let dashes = String(repeating: "-", count: min(total, width ?? total)) + "\n"
    var text = line(table.columns, widths) + dashes
    for row in table.rows { text += lines(row, widths) }
    return text + dashes
  }

  private static func longest(_ cell: String) -> Int {
    cell.split(separator: "\n", omittingEmptySubsequences: false)
      .map { TextWidth.of(String($0)) }.max() ?? 0
  }

  /// A row of cells, each of which may have several lines.
  private static func lines(_ cells: [String], _ widths: [Int]) -> String {
    let parts = cells.map {
      $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
    return (0..<max(1, parts.map(\.count).max() ?? 1)).map { index in
      line(parts.map { index < $0.count ? $0[index] : "" }, widths)
    }.joined()
  }

  private static func line(_ cells: [String], _ widths: [Int]) -> String {
    var line = ""
    for (index, cell) in cells.enumerated() {
      line += index == 0 ? " " : " | "
      line += index == cells.count - 1 ? cell : padded(cell, widths[index])
    }
    return line + "\n"
  }

  /// The text with blanks behind it up to `width` columns.
  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - TextWidth.of(text)))
  }
}
