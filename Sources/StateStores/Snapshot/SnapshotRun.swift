// A sorted stretch of folded changelog on disk, between the fold and the merge of one build:
//
//   block   UInt32 length, UInt32 CRC-32C of what follows
//           records: UInt32 key length, UInt32 value length (all ones: removed), key, value
//
// It is derived and short-lived: never synced, removed with its owner, and by the next build if the
// process died. Blocks are checked all the same, because what is read here becomes a snapshot.

import Platform

/// One run, written once and then read once.
final class SnapshotRun {
  /// No change in it is later.
  let lastOffset: Int64
  private let path: String
  private let fileSystem: any FileSystem
  private let file: any File
  private let block: ByteSink
  private let blockBytes: Int
  private var size = 0

  static let blockHeaderBytes = 8
  static let removed = UInt32.max

  init(
    _ path: String, in fileSystem: any FileSystem, lastOffset: Int64, blockBytes: Int
  ) throws(StoreError) {
    self.path = path
    self.fileSystem = fileSystem
    self.lastOffset = lastOffset
    self.blockBytes = blockBytes
    block = ByteSink(capacity: blockBytes)
    do { file = try fileSystem.open(path, .replace) } catch { throw StoreError(error) }
  }

  deinit {
    file.close()
    try? fileSystem.remove(path)
  }

  /// Adds the last change of a key; keys rise.
  func append(
    _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?
  ) throws(StoreError) {
    if block.count == 0 { block.append(word: 0 as UInt64) }
    block.append(word: UInt32(key.count))
    block.append(word: value.map { UInt32($0.count) } ?? SnapshotRun.removed)
    block.append(key)
    if let value { block.append(value) }
    if block.count >= blockBytes { try flush() }
  }

  /// Writes what has gathered.
  func flush() throws(StoreError) {
    guard block.count > 0 else { return }
    let content = UnsafeRawBufferPointer(rebasing: block.bytes[SnapshotRun.blockHeaderBytes...])
    block.base.storeBytes(of: UInt32(content.count).littleEndian, as: UInt32.self)
    block.base.storeBytes(
      of: CRC32C.checksum(content).littleEndian, toByteOffset: 4, as: UInt32.self)
    do { try file.write([block.bytes], at: size) } catch { throw StoreError(error) }
    size += block.count
    block.reset()
  }

  /// Replaces a sink's content by the block at a position and gives the position of the next; nil
  /// at the end.
  func readBlock(at position: Int, into sink: ByteSink) throws(StoreError) -> Int? {
    guard position < size else { return nil }
    guard try sink.take(SnapshotRun.blockHeaderBytes, of: file, at: position) else {
      throw corrupt()
    }
    let length = Int(UInt32(littleEndian: sink.base.load(as: UInt32.self)))
    let checksum = UInt32(littleEndian: sink.base.load(fromByteOffset: 4, as: UInt32.self))
    let start = position + SnapshotRun.blockHeaderBytes
    guard length <= size - start else { throw corrupt() }
    guard try sink.take(length, of: file, at: start) else { throw corrupt() }
    guard CRC32C.checksum(sink.bytes) == checksum else { throw corrupt() }
    return start + length
  }

  func corrupt() -> StoreError {
    StoreError(
      .corrupt,
      "\(path), which a snapshot is being made of, is not what was written; the next build begins "
        + "anew", at: path)
  }
}
