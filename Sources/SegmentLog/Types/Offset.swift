// The logical number of a record in its partition. A type of its own, so that it is never mistaken
// for a position in a file or a count; free at run time.

/// The number of a record in a partition; the first is 0.
package struct Offset: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The number itself, as record slices and the wire carry it.
  package var value: Int64

  @inlinable
  package init(_ value: Int64) { self.value = value }

  /// The first offset of a log that lost nothing.
  @inlinable
  package static var zero: Offset { Offset(0) }

  @inlinable
  package static func < (left: Offset, right: Offset) -> Bool { left.value < right.value }

  /// The offset `count` records later.
  @inlinable
  package static func + (offset: Offset, count: Int64) -> Offset { Offset(offset.value + count) }

  /// How many records lie between two offsets.
  @inlinable
  package static func - (left: Offset, right: Offset) -> Int64 { left.value - right.value }

  package var description: String { String(value) }
}

extension Offset: ExpressibleByIntegerLiteral {
  @inlinable
  package init(integerLiteral value: Int64) { self.value = value }
}
