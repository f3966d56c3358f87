// One file of a partition: record batches back to back, named by the offset of the first. Only the
// last segment of a partition grows; the others are sealed.
//
// A segment holds no lock: its partition guards it. Reading happens outside that lock, on a mapping
// and a size that were taken under it.

import Platform

/// A segment of a partition.
final class Segment {
  let base: Offset
  let file: SegmentFile
  /// Bytes of published batches.
  var size: Int
  /// One past the last offset.
  var end: Offset
  /// Bytes that are known to be on disk.
  var syncedSize: Int
  /// The largest timestamp of the first batch, nil when there is no batch yet.
  var firstTimestamp: Int64?
  /// When the first batch was appended by the wall clock, nil for segments found at start.
  var firstAppend: Int64?
  /// Whether the indexes are as long as the segment; else they are read or rebuilt at first use.
  private var loadedIndex: SegmentIndex?

  init(base: Offset, file: SegmentFile, size: Int = 0, end: Offset? = nil, index: SegmentIndex?) {
    self.base = base
    self.file = file
    self.size = size
    self.end = end ?? base
    syncedSize = size
    loadedIndex = index
  }

  var isEmpty: Bool { size == 0 }

  /// Takes note of a batch that was written at the end.
  func add(_ batch: BatchHeader, wallTime: Int64) {
    if firstTimestamp == nil {
      firstTimestamp = batch.maxTimestamp
      firstAppend = wallTime
    }
    loadedIndex?.add(batch, at: size, segmentBase: base)
    size += batch.byteCount
    end = batch.end
  }

  /// The mapping with all published bytes. `growingTo` is what the segment may grow to.
  func map(growingTo limit: Int = 0) throws(LogError) -> any FileMapping {
    do throws(FileError) { return try file.map(size, reserving: max(size, limit)) } catch {
      throw LogError(error, while: "reading a segment")
    }
  }

  // MARK: - Index

  /// The indexes, read or rebuilt when they are not in memory.
  func index(_ fileSystem: any FileSystem) throws(LogError) -> SegmentIndex {
    if let loadedIndex { return loadedIndex }
    if let stored = Self.readIndex(of: file.path, size: size, fileSystem) {
      loadedIndex = stored
      return stored
    }
    let rebuilt = try rebuiltIndex()
    loadedIndex = rebuilt
    return rebuilt
  }

  /// Drops the index of a sealed segment from memory.
  func unloadIndex() { loadedIndex = nil }

  /// Rebuilds the indexes from the batch headers, after the files turned out to be wrong.
  func rebuildIndex() throws(LogError) { loadedIndex = try rebuiltIndex() }

  private func rebuiltIndex() throws(LogError) -> SegmentIndex {
    var index = SegmentIndex()
    if size > 0 {
      let mapping = try map()
      defer { withExtendedLifetime(mapping) {} }
      var position = 0
      while position < size,
        let header = BatchHeader(mapping.base + position, available: size - position)
      {
        index.add(header, at: position, segmentBase: base)
        position += header.byteCount
      }
    }
    index.noteTime()
    return index
  }

  /// The indexes as their files hold them, nil when these make no sense.
  static func readIndex(
    of path: String, size: Int, _ fileSystem: any FileSystem
  )
    -> SegmentIndex?
  {
    do throws(FileError) {
      return SegmentIndex(
        index: try fileSystem.contents(of: SegmentName.index(of: path)),
        times: try fileSystem.contents(of: SegmentName.timeIndex(of: path)), size: size)
    } catch {
      return nil
    }
  }

  /// Completes the indexes of a segment that grows no more, for `writeIndex`; nil when they are not
  /// in memory. Call with the partition's state held.
  func sealIndex() -> SegmentIndex? {
    loadedIndex?.noteTime()
    return loadedIndex
  }

  /// Writes the index files. They are caches: not synced, and a failure is no loss.
  func writeIndex(_ index: SegmentIndex?, _ fileSystem: any FileSystem) {
    guard let encoded = index?.encoded else { return }
    for (path, bytes) in [
      (SegmentName.index(of: file.path), encoded.index),
      (SegmentName.timeIndex(of: file.path), encoded.times),
    ] {
      do throws(FileError) {
        let file = try fileSystem.open(path, .replace)
        var failure: FileError?
        bytes.withUnsafeBytes { buffer in
          do throws(FileError) { try file.write([buffer], at: 0) } catch { failure = error }
        }
        if let failure { throw failure }
      } catch {
        try? fileSystem.remove(path)
      }
    }
  }
}

/// The names of a segment's files.
enum SegmentName {
  static func log(_ base: Offset) -> String { digits(base) + ".log" }

  static func index(of logPath: String) -> String { logPath.dropLast(3) + "index" }

  static func timeIndex(of logPath: String) -> String { logPath.dropLast(3) + "timeindex" }

  /// The base offset in a name with this ending; nil for other names.
  static func base(_ name: String, ending: String) -> Offset? {
    guard name.hasSuffix(ending), name.utf8.count == 20 + ending.utf8.count,
      let base = Int64(name.prefix(20)), base >= 0
    else { return nil }
    return Offset(base)
  }

  private static func digits(_ base: Offset) -> String {
    let digits = String(base.value)
    return String(repeating: "0", count: 20 - digits.utf8.count) + digits
  }
}
