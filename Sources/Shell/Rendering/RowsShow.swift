// Shows the rows of one query as they come, until its end, a limit, or Ctrl-C.
//
// A query that ends by itself is laid out after its first rows are there, as narrow as they allow.
// One that goes on has cells that share the width of the terminal, so that later rows fit as well.

import Engine
import Platform

/// The showing of one query.
struct RowsShow {
  private let shell: Shell
  private let feed: any RowFeed
  private var layout: RowLayout?
  private var left: Int

  init(_ shell: Shell, _ feed: any RowFeed) {
    self.shell = shell
    self.feed = feed
    left = shell.options.rowLimit ?? .max
  }

  /// Gives false when the query failed.
  consuming func run() -> Bool {
    let start = shell.time.monotonicNanoseconds()
    defer { feed.close() }
    if feed.isPush || shell.options.style == .csv { begin([]) }
    while true {
      let element = feed.next(milliseconds: Shell.pollMilliseconds)
      if Signals.isInterrupted {
        finish("Query terminated")
        return true
      }
      switch element {
      case nil: break
      case .rows(let rows):
        write(rows.prefix(left))
        left -= rows.count
      case .end(let sentence):
        if layout == nil { begin([]) }
        finish(sentence)
        return true
      case .failed(let error):
        shell.output.fail(error.rendering)
        return false
      }
      shell.output.flush()
      if shell.output.isBroken { return true }
      if left <= 0 || shell.isOver(since: start) {
        finish(left <= 0 ? "Limit Reached" : "Query terminated")
        return true
      }
    }
  }

  /// Writes the header for a layout that suits the first rows.
  private mutating func begin(_ rows: [[String]]) {
    let columns = feed.columns
    var layout = RowLayout.fitting(columns, rows)
    if shell.cellWidth > 0 {
      layout = RowLayout(widths: columns.map { _ in shell.cellWidth })
    } else if let width = shell.output.width, feed.isPush || layout.total > width {
      layout = .sharing(width, columns.count)
    } else if feed.isPush {
      layout = RowLayout(widths: layout.widths.map { max($0, 16) })
    }
    layout.wraps = shell.wraps
    self.layout = layout
    switch shell.options.style {
    case .tabular: shell.output.write("\n" + RowText.header(columns, layout))
    case .csv: shell.output.write(CSVText.line(columns.map(\.name)))
    case .json: break
    }
    shell.output.flush()
  }

  private mutating func write(_ rows: ArraySlice<Row>) {
    let columns = feed.columns
    switch shell.options.style {
    case .json: for row in rows { shell.output.write(JSONText.line(row, columns)) }
    case .csv: for row in rows { shell.output.write(CSVText.line(row)) }
    case .tabular:
      let cells = rows.map { RowText.cells($0, columns) }
      if layout == nil { begin(cells) }
      guard let layout else { return }
      for row in cells { shell.output.write(RowText.row(row, layout)) }
    }
  }

  private func finish(_ sentence: String?) {
    guard shell.options.style == .tabular else { return }
    // A result that is complete is closed; one that went on has no end to draw.
    if !feed.isPush, let layout { shell.output.write(RowText.rule(layout)) }
    if let sentence { shell.output.write(sentence + "\n") }
    if feed.isPush, sentence != "Query terminated" { shell.output.write("Query terminated\n") }
  }
}
