// Query rows as text for people: a box for the header, then rows of cells of fixed width.
//
//   +----------------+----------------+
//   |USER_ID         |N               |
//   +----------------+----------------+
//   |7               |1               |

import Formats

/// How cells are laid out.
struct RowLayout: Equatable {
  /// Columns of text per cell.
  let widths: [Int]
  /// Whether text that is too long goes on in the next line; otherwise it is cut.
  var wraps = true

  static let narrowest = 5

  /// Cells of equal width that share the terminal.
  static func sharing(_ terminal: Int, _ count: Int) -> RowLayout {
    RowLayout(
      widths: Array(repeating: max(terminal / max(1, count) - 2, narrowest), count: count))
  }

  /// Cells as wide as what is in them, between 8 and `widest`.
  static func fitting(_ columns: [RowColumn], _ rows: [[String]], widest: Int = 60) -> RowLayout {
    var widths = columns.map { max(8, TextWidth.of($0.name)) }
    for row in rows {
      for (index, cell) in row.enumerated() where index < widths.count {
        widths[index] = max(widths[index], min(widest, TextWidth.of(cell)))
      }
    }
    return RowLayout(widths: widths)
  }

  /// Columns of the whole row with its bars.
  var total: Int { widths.reduce(1) { $0 + $1 + 1 } }
}

/// Renders query rows as text.
enum RowText {
  static func header(_ columns: [RowColumn], _ layout: RowLayout) -> String {
    rule(layout) + row(columns.map(\.name), layout) + rule(layout)
  }

  static func rule(_ layout: RowLayout) -> String {
    "+" + layout.widths.map { String(repeating: "-", count: $0) + "+" }.joined() + "\n"
  }

  /// One row, in as many lines as its longest cell needs.
  static func row(_ cells: [String], _ layout: RowLayout) -> String {
    let parts = zip(cells, layout.widths).map { cell, width in
      layout.wraps ? TextWidth.wrapped(cell, width) : [TextWidth.clipped(cell, width)]
    }
    var text = ""
    for line in 0..<(parts.map(\.count).max() ?? 1) {
      text += "|"
      for (part, width) in zip(parts, layout.widths) {
        text += TableText.padded(line < part.count ? part[line] : "", width) + "|"
      }
      text += "\n"
    }
    return text
  }

  /// The texts of a row's cells.
  static func cells(_ row: Row, _ columns: [RowColumn]) -> [String] {
    zip(row.cells, columns).map { cell, column in
      if cell.isNull { return row.isTombstone && !column.isKey ? "<TOMBSTONE>" : "null" }
      return plain(cell)
    }
  }

  /// A value as people write it: strings without quotes, everything else as JSON.
  static func plain(_ value: JSONValue) -> String { value.string ?? value.description }
}
