// What a reader leaves behind is given back once, in stretches, and all of it in the end.

import Platform
import Testing

private final class RecordingMapping: FileMapping, @unchecked Sendable {
  // Safe because each test uses one thread.
  private(set) var forgotten: [Range<Int>] = []
  let base = UnsafeRawPointer(UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1))
  let count = 0

  deinit { base.deallocate() }

  func extend(to count: Int, of file: any File) throws(FileError) {}
  func forget(_ range: Range<Int>) { forgotten.append(range) }
}

struct MappingTrailTests {
  private let stretch = MappingTrail.stretchBytes

  @Test func shortReadsAreGivenBackTogether() {
    let mapping = RecordingMapping()
    var trail = MappingTrail()
    for step in 0..<8 { trail.pass(step * stretch / 4..<(step + 1) * stretch / 4, of: mapping) }
    #expect(mapping.forgotten == [0..<stretch, stretch..<2 * stretch])
  }

  @Test func whatIsSkippedGoesToo() {
    let mapping = RecordingMapping()
    var trail = MappingTrail()
    trail.pass(100..<200, of: mapping)
    trail.pass(2 * stretch..<2 * stretch + 10, of: mapping)
    #expect(mapping.forgotten == [100..<2 * stretch + 10])
  }

  @Test func aReaderThatGoesBackOrElsewhereLeavesNothing() {
    let (first, second) = (RecordingMapping(), RecordingMapping())
    var trail = MappingTrail()
    trail.pass(500..<900, of: first)
    trail.pass(100..<200, of: first)
    #expect(first.forgotten == [500..<900])
    trail.pass(0..<50, of: second)
    #expect(first.forgotten == [500..<900, 100..<200])
    trail.leave()
    trail.leave()
    #expect(second.forgotten == [0..<50])
  }
}
