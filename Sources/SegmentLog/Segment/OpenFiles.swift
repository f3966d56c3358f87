// How many segments may be open at once, and which one gives up its file when there are too many:
// about the one that was not used for longest.

import Platform
import Synchronization

/// The segments that are open. Safe because `lock` guards the list.
final class OpenFiles: @unchecked Sendable {
  /// The most segments that stay open.
  let countMax: Int
  private let clock = Atomic<UInt64>(0)
  private let lock = Lock()
  private var segments: [SegmentFile] = []

  init(countMax: Int) { self.countMax = max(countMax, 4) }

  func tick() -> UInt64 { clock.add(1, ordering: .relaxed).newValue }

  /// Takes note of a segment that was opened, and closes a quarter of the others if they are too
  /// many, so that the search is rare.
  func opened(_ segment: SegmentFile) {
    lock.lock()
    defer { lock.unlock() }
    segments.append(segment)
    guard segments.count > countMax else { return }
    var used = segments.compactMap { file in file.use.map { (use: $0, file: file) } }
    used.sort { $0.use < $1.use }
    let surplus = max(used.count - countMax * 3 / 4, 0)
    for (_, file) in used.prefix(surplus) where file !== segment { file.release() }
    segments = used.dropFirst(surplus).map(\.file)
    if !segments.contains(where: { $0 === segment }) { segments.append(segment) }
  }

  /// Forgets a segment that was removed.
  func forget(_ segment: SegmentFile) {
    segment.release()
    lock.lock()
    defer { lock.unlock() }
    segments.removeAll { $0 === segment }
  }
}
