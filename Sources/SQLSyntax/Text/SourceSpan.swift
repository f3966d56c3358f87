// A range of bytes in the text of a script: where a token, an expression or a clause was written.
// Offsets count UTF-8 bytes from the start of the whole script, so that a span taken from the third
// statement still points into the text the user sent.

/// A half-open range of byte offsets into a `SourceText`.
package struct SourceSpan: Hashable, Sendable {
  // Half the size of two `Int`s, and every token and node has one. Scripts end long before 2 GiB.
  private let first: Int32
  private let last: Int32

  /// A span from `start` up to, not including, `end`.
  package init(_ start: Int, _ end: Int) {
    first = Int32(clamping: start)
    last = Int32(clamping: max(start, end))
  }

  package var start: Int { Int(first) }
  package var end: Int { Int(last) }

  /// The place of things that no text was written for, such as nodes made by a rewrite.
  package static let none = SourceSpan(0, 0)

  /// The smallest span that covers both.
  package func union(_ other: SourceSpan) -> SourceSpan {
    SourceSpan(min(start, other.start), max(end, other.end))
  }

  package var isEmpty: Bool { start == end }
}
