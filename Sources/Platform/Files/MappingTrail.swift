// A reader that goes through a mapping from front to back leaves pages behind that count as memory
// of the process. The trail gives them back a stretch at a time, so that a log or a snapshot may be
// larger than the memory that reading it takes.

/// What a reader has passed of a mapping and has not given back.
package struct MappingTrail {
  /// Bytes that are passed before they are given back: 256 pages for one system call.
  package static let stretchBytes = 1 << 20

  private var mapping: (any FileMapping)?
  private var passed = 0..<0

  package init() {}

  /// The reader is done with a range. What it touches of it again is read again.
  package mutating func pass(_ range: Range<Int>, of mapping: any FileMapping) {
    if self.mapping !== mapping || range.lowerBound < passed.lowerBound {
      leave()
      self.mapping = mapping
      passed = range
    } else {
      passed = passed.lowerBound..<max(passed.upperBound, range.upperBound)
    }
    guard passed.count >= MappingTrail.stretchBytes else { return }
    mapping.forget(passed)
    passed = passed.upperBound..<passed.upperBound
  }

  /// The reader goes away: gives back the rest, and the mapping.
  package mutating func leave() {
    if !passed.isEmpty { mapping?.forget(passed) }
    mapping = nil
    passed = 0..<0
  }
}
