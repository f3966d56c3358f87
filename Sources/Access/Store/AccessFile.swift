// The file of users, rights and quotas: a list of records, each of which is a set of changes that
// were made together.
//
//   file     "MRACCESS" · version UInt32 · records
//   record   length UInt32 · CRC-32C of the length · CRC-32C of the payload · payload
//   payload  changes, each as length UInt32 · bytes (`AccessChange.encoded`)
//
// Integers are big-endian. A record that is on disk is acknowledged. A torn one at the end never
// was and is cut off. The length has a checksum of its own, so that a damaged length in the middle
// is not taken for the end: whatever is followed by a whole record is damage, and rules that
// prohibit something must not get lost silently.
//
// When the file has grown it is replaced by one with the state alone. A failed write is answered by
// the same: the next change does not append behind what may or may not be there, it replaces.

import Platform

/// The open file. Used by one thread at a time.
struct AccessFile {
  static let name = "access.log"
  static let magic = Array("MRACCESS".utf8)
  static let version: UInt32 = 1
  static let headerBytes = 12
  static let recordHeaderBytes = 12
  /// Larger than any request; protects the reader from a broken length.
  static let payloadBytesMax = 64 << 20
  /// Below this size a file is not worth rewriting.
  static let rewriteBytesMin = 1 << 20

  private let path: String
  private let files: any FileSystem
  /// Nil when there is no file yet, or when it is not known what it ends with.
  private var file: (any File)?
  private var end: Int
  private var rewritesAt: Int

  /// Reads the file and opens it for changes; none is an empty state, and nothing is created.
  static func open(
    folder: String, files: any FileSystem
  ) throws(AccessError) -> (file: AccessFile, state: AccessState) {
    let path = folder + "/" + name
    let (state, end, size) = try read(path, files)
    do throws(FileError) {
      let file = end == 0 ? nil : try files.open(path, .update)
      if end < size { try file?.truncate(to: end) }
      let rewritesAt = end > rewriteBytesMin ? 0 : rewriteBytesMin
      return (
        AccessFile(path: path, files: files, file: file, end: end, rewritesAt: rewritesAt), state
      )
    } catch {
      throw AccessError(.storage, "users and rights cannot be opened: \(error)")
    }
  }

  /// The state in the file of a folder that another process may have open.
  static func state(
    folder: String, files: any FileSystem
  ) throws(AccessError) -> AccessState {
    try read(folder + "/" + name, files).state
  }

  // MARK: - Writing

  /// Writes changes that belong together; when it returns they are on disk. `state` is the one that
  /// they lead to. After an error they may or may not be seen by the next start.
  mutating func append(
    _ changes: [AccessChange], leadingTo state: () -> AccessState
  ) throws(AccessError) {
    let record = Self.record(changes)
    guard record.count <= Self.payloadBytesMax else {
      throw AccessError(.limitReached, "a request makes more changes than fit into one record")
    }
    do throws(FileError) {
      guard let file, end < rewritesAt else { return try rewrite(state()) }
      try write(record, to: file)
    } catch {
      file?.close()
      file = nil
      throw AccessError(.storage, "users and rights cannot be written: \(error)")
    }
  }

  private mutating func write(_ record: [UInt8], to file: any File) throws(FileError) {
    let position = end
    let result = record.withUnsafeBytes { buffer in
      Result { () throws(FileError) in try file.write([buffer], at: position) }
    }
    try result.get()
    try file.sync()
    end += record.count
  }

  private mutating func rewrite(_ state: AccessState) throws(FileError) {
    var bytes = Self.magic
    bytes.appendBigEndian(Self.version)
    // The file is replaced as a whole, so the state may be spread over records.
    var rest = state.changes[...]
    while !rest.isEmpty {
      bytes += Self.record(Array(rest.prefix(256)))
      rest = rest.dropFirst(256)
    }
    file?.close()
    file = nil
    try files.replace(path, with: bytes, isSecret: true)
    file = try files.open(path, .update)
    end = bytes.count
    rewritesAt = max(Self.rewriteBytesMin, 4 * end)
  }

  mutating func close() {
    file?.close()
    file = nil
  }

  private static func record(_ changes: [AccessChange]) -> [UInt8] {
    var payload: [UInt8] = []
    for change in changes { payload.appendBlob(change.encoded) }
    var record: [UInt8] = []
    record.appendBigEndian(UInt32(payload.count))
    record.appendBigEndian(checksum(record[...]))
    record.appendBigEndian(checksum(payload[...]))
    return record + payload
  }

  // MARK: - Reading

  private static func read(
    _ path: String, _ files: any FileSystem
  ) throws(AccessError) -> (state: AccessState, end: Int, size: Int) {
    guard files.exists(path) else { return (AccessState(), 0, 0) }
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try files.contents(of: path)
    } catch {
      throw AccessError(.storage, "users and rights cannot be read: \(error)")
    }
    guard bytes.count >= headerBytes, bytes.starts(with: magic) else {
      throw AccessError(.damaged, "\(path) is not a file of users and rights of this program")
    }
    var header = ByteReader(bytes[8..<headerBytes])
    let found = header.take(UInt32.self) ?? 0
    guard found == version else {
      throw AccessError(
        .newerVersion,
        "\(path) has format \(found), this program knows \(version): use the version of the "
          + "program that wrote it, or a newer one")
    }
    var state = AccessState()
    var position = headerBytes
    while let payload = payload(bytes, at: position) {
      for change in try changes(bytes[payload], path) { state.apply(change) }
      position = payload.upperBound
    }
    // A torn record is the last one: nothing whole comes after it.
    if position < bytes.count {
      for later in position + 1..<bytes.count where payload(bytes, at: later) != nil {
        throw AccessError(
          .damaged,
          "\(path) is damaged at byte \(position), and there are changes behind it: bring back a "
            + "copy of the file")
      }
    }
    return (state, position, bytes.count)
  }

  /// Where the payload of a whole record lies; nil when there is none at `position`.
  private static func payload(_ bytes: [UInt8], at position: Int) -> Range<Int>? {
    let start = position + recordHeaderBytes
    guard start <= bytes.count else { return nil }
    var header = ByteReader(bytes[position..<start])
    guard let length = header.take(UInt32.self), let lengthSum = header.take(UInt32.self),
      let payloadSum = header.take(UInt32.self), length <= payloadBytesMax,
      Int(length) <= bytes.count - start, checksum(bytes[position..<position + 4]) == lengthSum
    else { return nil }
    let range = start..<start + Int(length)
    return checksum(bytes[range]) == payloadSum ? range : nil
  }

  private static func changes(
    _ payload: ArraySlice<UInt8>, _ path: String
  ) throws(AccessError) -> [AccessChange] {
    var reader = ByteReader(payload)
    var changes: [AccessChange] = []
    while !reader.isAtEnd {
      guard let change = reader.takeBlob() else {
        throw AccessError(.damaged, "\(path) holds a record that ends too early")
      }
      changes.append(try AccessChange(decoding: change))
    }
    return changes
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.withUnsafeBytes { CRC32C.checksum($0) }
  }
}
