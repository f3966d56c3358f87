// The text of a script as the user sent it: bytes, and where its lines begin. Bytes, because spans are
// byte offsets and because nothing promises that what arrived is valid UTF-8; the lexer looks at that
// where a token's text is taken.

/// The text that spans point into.
package struct SourceText: Sendable {
  package let bytes: [UInt8]
  /// The offset of the first byte of every line.
  private let lineStarts: [Int]

  package init(_ text: String) { self.init(bytes: Array(text.utf8)) }

  /// Any bytes at all, valid UTF-8 or not.
  package init(bytes: [UInt8]) {
    self.bytes = bytes
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(offset + 1)
    }
    lineStarts = starts
  }

  /// The text of a span, clipped to the source; invalid UTF-8 comes out as U+FFFD.
  package func text(of span: SourceSpan) -> String {
    let clipped = clip(span)
    return String(decoding: bytes[clipped.start..<clipped.end], as: UTF8.self)
  }

  /// Line and column of a byte offset, both from 1; columns count characters (Unicode scalars).
  /// Logarithmic in the number of lines, linear in the length of the line.
  package func position(of offset: Int) -> SourcePosition {
    let offset = min(max(offset, 0), bytes.count)
    let line = lineIndex(of: offset)
    var column = 1
    for byte in bytes[lineStarts[line]..<offset] where byte & 0xC0 != 0x80 { column += 1 }
    return SourcePosition(line: line + 1, column: column)
  }

  /// The line that holds a byte offset, without its line end.
  package func line(containing offset: Int) -> String {
    let line = lineIndex(of: min(max(offset, 0), bytes.count))
    let start = lineStarts[line]
    var end = line + 1 < lineStarts.count ? lineStarts[line + 1] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// The part of a span that lies inside the text.
  package func clip(_ span: SourceSpan) -> SourceSpan {
    let start = min(max(span.start, 0), bytes.count)
    return SourceSpan(start, min(max(span.end, start), bytes.count))
  }

  private func lineIndex(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }
}

/// A place for people: line and column, both from 1.
package struct SourcePosition: Hashable, Sendable {
  package let line: Int
  package let column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}
