/// Record batches that stay where they are.
///
/// Decoded, it is a range of the frame that was decoded (`start` counts from the frame's first
/// byte). To be encoded, it leaves a gap of `count` bytes in the frame; `start` then is the
/// caller's own: an index into its list of file ranges, a position in a buffer.
package struct RecordSpan: Equatable, Sendable {
  package var start: Int
  package var count: Int

  package init(start: Int, count: Int) {
    self.start = start
    self.count = count
  }

  package var range: Range<Int> { start..<(start + count) }
}
