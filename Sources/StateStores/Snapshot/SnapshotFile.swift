// A snapshot: what the changelog up to an offset amounts to, as one sorted run of its records.
//
//    0  magic          "MRSNAPSH"
//    8  version        UInt32, 1
//   12  header crc     UInt32, CRC-32C of bytes 16 ..< 96
//   16  end            Int64, the changelog offset behind the last record it holds
//   24  topic          UInt64 × 2, the changelog topic's identifier; 40 partition UInt32
//   44  body crc       UInt32, CRC-32C of the body
//   48  records        UInt64
//   56  body bytes     UInt64
//   64  zeros to 96
//   96  the body: UInt32 key length, UInt32 value length, key, value, record after record, sorted
//       by key; layouts come first because their kind is the smallest
//
// The name of the file is its end offset. Little-endian. A file is written under another name,
// synced and renamed: one that has the right name is whole, or the disk damaged it.
//
// Safe because the length is checked before the header is read and both checksums before a record.

package import Platform
package import SegmentLog

/// A snapshot that was found whole: mapped, and its checksums agree.
package final class SnapshotFile {
  static let headerBytes = 96
  static let magic: UInt64 = 0x4853_5041_4E53_524D
  static let version: UInt32 = 1

  package let path: String
  /// The changelog offset to go on from.
  package let end: Offset
  package let recordCount: Int
  let topic: TopicIdentifier
  let partition: Int
  private let mapping: any FileMapping
  private let bodyBytes: Int

  /// Maps and checks a file.
  package init(_ path: String, in fileSystem: any FileSystem) throws(StoreError) {
    self.path = path
    let size: Int
    do throws(FileError) {
      let file = try fileSystem.open(path, .read)
      defer { file.close() }
      size = try file.size()
      mapping = try file.map(reserving: max(size, 1))
      try mapping.extend(to: size, of: file)
    } catch { throw StoreError(error) }
    guard size >= SnapshotFile.headerBytes else {
      throw SnapshotFile.corrupt(path, "it is too short")
    }
    let base = mapping.base
    func word<T: FixedWidthInteger>(_ at: Int, _ type: T.Type) -> T {
      T(littleEndian: base.loadUnaligned(fromByteOffset: at, as: T.self))
    }
    guard word(0, UInt64.self) == SnapshotFile.magic else {
      throw SnapshotFile.corrupt(path, "it is no snapshot")
    }
    guard word(8, UInt32.self) == SnapshotFile.version else {
      throw StoreError(
        .unsupportedVersion,
        "snapshot \(path) has format version \(word(8, UInt32.self)); this server reads "
          + "\(SnapshotFile.version)", at: path)
    }
    let header = UnsafeRawBufferPointer(start: base + 16, count: SnapshotFile.headerBytes - 16)
    guard CRC32C.checksum(header) == word(12, UInt32.self) else {
      throw SnapshotFile.corrupt(path, "the checksum of its header does not agree")
    }
    end = Offset(word(16, Int64.self))
    topic = TopicIdentifier(high: word(24, UInt64.self), low: word(32, UInt64.self))
    partition = Int(word(40, UInt32.self))
    recordCount = Int(word(48, UInt64.self))
    bodyBytes = Int(word(56, UInt64.self))
    guard size - SnapshotFile.headerBytes == bodyBytes,
      SnapshotFile.bodyChecksum(mapping, bodyBytes) == word(44, UInt32.self)
    else { throw SnapshotFile.corrupt(path, "the checksum of its content does not agree") }
  }

  /// Bytes of the file.
  package var byteCount: Int { SnapshotFile.headerBytes + bodyBytes }

  /// The records in order.
  var records: SnapshotRecords {
    SnapshotRecords(
      UnsafeRawBufferPointer(
        start: mapping.base + SnapshotFile.headerBytes, count: bodyBytes), of: mapping)
  }

  private static func bodyChecksum(_ mapping: any FileMapping, _ count: Int) -> UInt32 {
    var checksum: UInt32 = 0
    var trail = MappingTrail()
    var position = headerBytes
    while position < headerBytes + count {
      let end = min(position + MappingTrail.stretchBytes, headerBytes + count)
      checksum = CRC32C.checksum(
        UnsafeRawBufferPointer(start: mapping.base + position, count: end - position),
        after: checksum)
      trail.pass(position..<end, of: mapping)
      position = end
    }
    trail.leave()
    return checksum
  }

  /// Calls back with each record.
  func forEach(
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(StoreError) -> Void
  ) throws(StoreError) {
    var records = records
    while let (key, value) = records.next() { try body(key, value) }
    guard records.isAtEnd else { throw SnapshotFile.corrupt(path, "a record is cut off") }
  }

  static func corrupt(_ path: String, _ what: String) -> StoreError {
    StoreError(.corrupt, "snapshot \(path) is damaged: \(what)", at: path)
  }
}

/// Walks the records of a snapshot's body.
struct SnapshotRecords {
  private var source: ByteSource
  private let mapping: (any FileMapping)?
  private var trail = MappingTrail()

  /// Walks bytes of a mapping.
  init(_ bytes: UnsafeRawBufferPointer, of mapping: (any FileMapping)? = nil) {
    source = ByteSource(bytes)
    self.mapping = mapping
  }

  var isAtEnd: Bool { source.isAtEnd }

  mutating func next() -> (key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)? {
    guard let keyLength = source.word(UInt32.self), let valueLength = source.word(UInt32.self),
      let key = source.take(Int(keyLength)), let value = source.take(Int(valueLength))
    else { return nil }
    // What was handed out stays readable: bytes that are touched again are read again.
    if let mapping, let start = key.baseAddress {
      let position = start - mapping.base
      trail.pass(position..<position + key.count + value.count, of: mapping)
    }
    return (key, value)
  }
}
