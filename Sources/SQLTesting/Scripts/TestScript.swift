// The shape of a `.test` file: blocks with a first word, separated by empty lines.
//
//     # A comment. `# skip partitions: why` leaves the file out under one lens.
//     statement ok            the statements that follow are executed
//     error statement         … are refused, as this kind; parts of the message below `----`
//     publish clicks          records into a source: a line of column names, then one line a record
//     changes per_minute      what a source got since the last look, in order
//     changes x with time     … with the time of each record behind the mark
//     query                   the rows of a query, below `----`
//
// Cells are separated by blanks; `'a b'` is one cell, `null` is NULL, ` # …` ends a line.

import Platform

/// A `.test` file, read but not run.
struct TestScript {
  struct Block {
    let words: [String]
    let lines: [String]
    /// 1-based line of the first word.
    let line: Int

    /// The lines before `----`, and those behind it.
    var parts: (text: String, expected: [String]) {
      let index = lines.firstIndex(of: "----") ?? lines.endIndex
      return (
        lines[..<index].joined(separator: "\n"), Array(lines[index...].dropFirst())
      )
    }
  }

  private(set) var blocks: [Block] = []
  /// Lenses under which the file says nothing, with the reasons it gives.
  private(set) var skips: [String: String] = [:]

  init(_ text: String) {
    var words: [String]?
    var lines: [String] = []
    var start = 0
    func flush() {
      if let words { blocks.append(Block(words: words, lines: lines, line: start)) }
      words = nil
      lines = []
    }
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if line.allSatisfy({ $0 == " " }) {
        flush()
      } else if words != nil {
        lines.append(String(line))
      } else if line.hasPrefix("#") {
        takeComment(line)
      } else {
        words = line.split(separator: " ").map(String.init)
        start = index + 1
      }
    }
    flush()
  }

  private mutating func takeComment(_ line: Substring) {
    let text = line.drop { $0 == "#" || $0 == " " }
    guard text.hasPrefix("skip ") else { return }
    let parts = text.dropFirst(5).split(separator: ":", maxSplits: 1)
    guard parts.count == 2 else { return }
    skips[String(parts[0])] = String(parts[1].drop { $0 == " " })
  }

  /// The cells of a line.
  static func cells(_ line: String) -> [String] {
    var cells: [String] = []
    var rest = Substring(line)
    while true {
      rest = rest.drop { $0 == " " }
      guard let first = rest.first, first != "#" else { return cells }
      if first == "'" {
        let body = rest.dropFirst()
        let end = body.firstIndex(of: "'") ?? body.endIndex
        cells.append(String(body[..<end]))
        rest = body[end...].dropFirst()
      } else {
        let end = rest.firstIndex(of: " ") ?? rest.endIndex
        cells.append(String(rest[..<end]))
        rest = rest[end...]
      }
    }
  }

  /// A cell as it must be written to be read back.
  static func written(_ cell: String) -> String {
    cell.isEmpty || cell.contains(" ") || cell.hasPrefix("#") ? "'\(cell)'" : cell
  }
}

/// Times in test files: milliseconds, `m:ss`, `h:mm:ss`, each with `.mmm` if need be.
enum TestTime {
  static func milliseconds(_ text: String) -> Int64? {
    if let plain = Int64(text) { return plain }
    let isNegative = text.hasPrefix("-")
    let halves = text.drop { $0 == "-" }.split(separator: ".")
    guard let clock = halves.first, halves.count <= 2 else { return nil }
    let parts = clock.split(separator: ":").map { Int64($0) }
    guard (2...3).contains(parts.count) else { return nil }
    var seconds: Int64 = 0
    for part in parts {
      guard let part else { return nil }
      seconds = seconds * 60 + part
    }
    var milliseconds = seconds * 1000
    if halves.count == 2 {
      guard halves[1].count == 3, let fraction = Int64(halves[1]) else { return nil }
      milliseconds += fraction
    }
    return isNegative ? -milliseconds : milliseconds
  }

  static func text(_ milliseconds: Int64) -> String {
    let magnitude = milliseconds.magnitude
    let (seconds, fraction) = (magnitude / 1000, magnitude % 1000)
    var text = padded(seconds % 60)
    let minutes = seconds / 60
    text = minutes >= 60 ? "\(minutes / 60):\(padded(minutes % 60)):\(text)" : "\(minutes):\(text)"
    if fraction > 0 { text += "." + String(1000 + fraction).dropFirst() }
    return milliseconds < 0 ? "-" + text : text
  }

  private static func padded(_ number: UInt64) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}
