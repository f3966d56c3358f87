// A range of bytes in the text of a script: where a token, an expression or a clause was written.
// Offsets count UTF-8 bytes from the start of the whole script, so that a span taken from the third
// statement still points into the text the user sent.

/// A half-open range of byte offsets into a `SourceText`.
package struct SourceSpan: Hashable, Sendable {
  package let start: Int
  package let end: Int

  /// A span from `start` up to, not including, `end`.
  package init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = max(start, end)
  }

  /// The place of things that no text was written for, such as nodes made by a rewrite.
  package static let none = SourceSpan(0, 0)

  /// The smallest span that covers both.
  package func union(_ other: SourceSpan) -> SourceSpan {
    SourceSpan(min(start, other.start), max(end, other.end))
  }

  package var isEmpty: Bool { start == end }
}
