// Writes a snapshot file record by record, in sorted order, and puts it in place at the end.

import Platform
import SegmentLog

/// A snapshot that is being written.
struct SnapshotWriter {
  private let folder: SnapshotFolder
  private let temporary: String
  private let file: any File
  private let sink = ByteSink(capacity: 1 << 20)
  private var position = SnapshotFile.headerBytes
  private var checksum: UInt32 = 0
  private(set) var recordCount = 0

  private static let flushBytes = 1 << 20

  /// Bytes of the file so far.
  var byteCount: Int { position + sink.count }

  init(_ folder: SnapshotFolder, end: Offset) throws(StoreError) {
    self.folder = folder
    temporary = folder.unfinished(String(end.value))
    do { file = try folder.fileSystem.open(temporary, .replace) } catch { throw StoreError(error) }
  }

  mutating func append(
    _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
  ) throws(StoreError) {
    sink.append(word: UInt32(key.count))
    sink.append(word: UInt32(value.count))
    sink.append(key)
    sink.append(value)
    recordCount += 1
    if sink.count >= SnapshotWriter.flushBytes { try flush() }
  }

  private mutating func flush() throws(StoreError) {
    checksum = CRC32C.checksum(sink.bytes, after: checksum)
    do { try file.write([sink.bytes], at: position) } catch { throw StoreError(error) }
    position += sink.count
    sink.reset()
  }

  /// Writes the header, makes everything durable and gives the file its name.
  mutating func finish(
    end: Offset, topic: TopicIdentifier, partition: Int
  ) throws(StoreError) -> String {
    try flush()
    let body = position - SnapshotFile.headerBytes
    let fields = ByteSink()
    fields.append(word: end.value)
    fields.append(word: topic.high)
    fields.append(word: topic.low)
    fields.append(word: UInt32(partition))
    fields.append(word: checksum)
    fields.append(word: UInt64(recordCount))
    fields.append(word: UInt64(body))
    while fields.count < SnapshotFile.headerBytes - 16 { fields.append(word: 0 as UInt64) }
    let header = ByteSink()
    header.append(word: SnapshotFile.magic)
    header.append(word: SnapshotFile.version)
    header.append(word: CRC32C.checksum(fields.bytes))
    header.append(fields.bytes)
    let final = folder.file(end)
    do throws(FileError) {
      try file.write([header.bytes], at: 0)
      try file.sync()
      file.close()
      try folder.fileSystem.rename(temporary, to: final)
      try folder.fileSystem.syncDirectory(folder.path)
    } catch { throw StoreError(error) }
    return final
  }

  /// Gives up.
  func discard() {
    file.close()
    try? folder.fileSystem.remove(temporary)
  }
}
