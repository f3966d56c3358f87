// The catalog is a log: one record per statement that changed it, and the record is the commit
// point. Creating topics and starting queries are idempotent effects that follow, and are done
// again at the next start if the process died in between.
//
//   file    "MRCATLOG" · version UInt32 · records
//   record  length UInt32 (of the payload) · CRC-32C UInt32 (of the payload) · payload
//
// Integers are little-endian. The payload is a `CatalogRecord` in the encoding of plans. A torn
// record at the end was never acknowledged and is cut off; a broken one before the end is an
// error, because what follows it was acknowledged.

import Plan
import Planner
import Platform

/// One change of the catalog with everything needed to carry it out again.
struct CatalogRecord: Codable, Sendable {
  /// Grows by one per record; query ids are made of it.
  let sequence: Int64
  /// The statement as it was written, variables replaced.
  let statement: String
  /// The session's properties at that moment.
  let properties: [String: String]
  /// How `/status` knows the command: `stream/`X`/create`.
  let commandID: String
  let message: String
  let queryID: String?
  let changes: [CatalogChange]
  let topicsToCreate: [TopicToCreate]
  let topicsToDelete: [String]
  /// Queries whose running state changes: id → paused or not.
  let pauses: [String: Bool]
}

/// The open catalog file. Used by one thread at a time.
final class CatalogLog {
  private static let magic: [UInt8] = Array("MRCATLOG".utf8)
  private static let version: UInt32 = 1
  private static let headerBytes = 12
  /// Larger than any sane plan; protects the reader from a broken length.
  private static let recordBytesMax = 64 << 20

  private let file: any File
  private var end: Int

  /// Opens or creates the file and gives the records in it.
  static func open(
    _ path: String, files: any FileSystem
  ) throws(DatabaseError) -> (log: CatalogLog, records: [CatalogRecord]) {
    do {
      if !files.exists(path) {
        var header = magic
        withUnsafeBytes(of: version.littleEndian) { header.append(contentsOf: $0) }
        try files.replace(path, with: header)
      }
      let bytes = try files.contents(of: path)
      let (records, end) = try parse(bytes, path: path)
      let file = try files.open(path, .update)
      if end < bytes.count { try file.truncate(to: end) }
      return (CatalogLog(file: file, end: end), records)
    } catch let error as DatabaseError {
      throw error
    } catch {
      throw DatabaseError.system("the catalog \(path) cannot be opened: \(error)")
    }
  }

  private init(file: any File, end: Int) {
    self.file = file
    self.end = end
  }

  private static func parse(
    _ bytes: [UInt8], path: String
  ) throws(DatabaseError) -> ([CatalogRecord], end: Int) {
    guard bytes.count >= headerBytes, Array(bytes[0..<8]) == magic else {
      throw DatabaseError.system("\(path) is not a catalog of this program")
    }
    let found = integer(bytes, at: 8)
    guard found == version else {
      throw DatabaseError.system(
        "\(path) has catalog format \(found), this program knows \(version): use the version of "
          + "the program that wrote it, or a newer one")
    }
    var records: [CatalogRecord] = []
    var position = headerBytes
    while position + 8 <= bytes.count {
      let length = Int(integer(bytes, at: position))
      let start = position + 8
      guard length <= recordBytesMax, start + length <= bytes.count else { break }
      let payload = Array(bytes[start..<start + length])
      guard checksum(payload) == integer(bytes, at: position + 4) else {
        if start + length == bytes.count { break }
        throw DatabaseError.system(
          "\(path) is damaged at byte \(position): a record fails its checksum and is not the last")
      }
      do {
        records.append(try PlanCodec.decode(CatalogRecord.self, from: payload))
      } catch {
        throw DatabaseError.system("\(path) holds a record that cannot be read: \(error)")
      }
      position = start + length
    }
    return (records, position)
  }

  /// Appends a record; when it returns the record is on disk.
  func append(_ record: CatalogRecord) throws(DatabaseError) {
    do {
      let payload = try PlanCodec.encode(record)
      var bytes: [UInt8] = []
      withUnsafeBytes(of: UInt32(payload.count).littleEndian) { bytes.append(contentsOf: $0) }
      withUnsafeBytes(of: CatalogLog.checksum(payload).littleEndian) {
        bytes.append(contentsOf: $0)
      }
      bytes.append(contentsOf: payload)
      let position = end
      var failure: FileError?
      bytes.withUnsafeBytes { buffer in
        do throws(FileError) { try file.write([buffer], at: position) } catch { failure = error }
      }
      if let failure {
        try file.truncate(to: position)
        throw failure
      }
      try file.sync()
      end += bytes.count
    } catch {
      throw DatabaseError.system("the catalog cannot be written: \(error)")
    }
  }

  func close() { file.close() }

  private static func integer(_ bytes: [UInt8], at position: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[position + $1]) << UInt32(8 * $1) }
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBytes { CRC32C.checksum($0) }
  }
}
