// The snapshots of one changelog partition: a folder with files named after their end offsets. The
// two newest are kept, so that a damaged one costs time and not state.

package import Platform
package import SegmentLog

/// The folder of one changelog partition's snapshots.
package struct SnapshotFolder: Sendable {
  package let fileSystem: any FileSystem
  package let path: String

  static let suffix = ".snapshot"
  private static let unfinishedSuffix = ".building"

  package init(_ path: String, in fileSystem: any FileSystem) {
    self.path = path
    self.fileSystem = fileSystem
  }

  /// Ends of the snapshots that are there, newest first; no folder is no snapshot.
  package func ends() -> [Offset] {
    let names = (try? fileSystem.list(path)) ?? []
    return names.compactMap { name -> Offset? in
      guard name.hasSuffix(SnapshotFolder.suffix) else { return nil }
      return Int64(name.dropLast(SnapshotFolder.suffix.count)).map { Offset($0) }
    }.sorted(by: >)
  }

  func file(_ end: Offset) -> String {
    let digits = String(end.value)
    let zeros = String(repeating: "0", count: max(0, 20 - digits.utf8.count))
    return "\(path)/\(zeros)\(digits)\(SnapshotFolder.suffix)"
  }

  /// The newest snapshot that can be used for this topic and log end, and what was left aside.
  package func newest(
    of topic: TopicIdentifier?, _ partition: TopicPartition, upTo end: Offset
  ) -> (snapshot: SnapshotFile?, ignored: [StoreError]) {
    var ignored: [StoreError] = []
    for candidate in ends() {
      let file = file(candidate)
      do throws(StoreError) {
        let snapshot = try SnapshotFile(file, in: fileSystem)
        guard topic == nil || snapshot.topic == topic, snapshot.partition == partition.partition
        else { throw StoreError(.corrupt, "snapshot \(file) belongs to another topic", at: file) }
        guard snapshot.end == candidate, snapshot.end <= end else {
          throw StoreError(
            .corrupt, "snapshot \(file) goes beyond the end of the changelog at \(end)", at: file)
        }
        return (snapshot, ignored)
      } catch { ignored.append(error) }
    }
    return (nil, ignored)
  }

  /// The path of a file that a build writes and that goes with it.
  func unfinished(_ name: String) -> String {
    "\(path)/\(name)\(SnapshotFolder.unfinishedSuffix)"
  }

  /// Makes the folder and removes what an interrupted build left.
  func prepareBuild() throws(StoreError) {
    do throws(FileError) {
      try fileSystem.createDirectory(path)
      for name in try fileSystem.list(path) where name.hasSuffix(SnapshotFolder.unfinishedSuffix) {
        try fileSystem.remove("\(path)/\(name)")
      }
    } catch { throw StoreError(error) }
  }

  /// Removes all snapshots but the newest `kept`.
  package func removeOld(keeping kept: Int = 2) throws(StoreError) {
    do throws(FileError) {
      for end in ends().dropFirst(kept) { try fileSystem.remove(file(end)) }
    } catch { throw StoreError(error) }
  }
}
