// A value of a delimited line to a value of its column.
//
// Safe because the vector has room for the row, and text grows its buffer before it is copied.

import Platform
import Values

enum DelimitedField {
  /// Reads a text that is not empty. `column` is asked for only to name it in an error.
  @inline(__always) static func read(
    _ text: UnsafeBufferPointer<UInt8>, into v: UnsafeMutablePointer<VectorWriter>, row: Int,
    _ column: () -> ColumnSchema
  ) throws(RecordError) {
    let isRead: Bool
    switch v.pointee.kind {
    case .boolean:
      v.pointee.set(row, UInt8(isTrue(text) ? 1 : 0))
      isRead = true
    case .integer, .date:
      let value = NumberText.integer(text).flatMap { Int32(exactly: $0) }
      if let value { v.pointee.set(row, value) }
      isRead = value != nil
    case .bigint, .timestamp:
      let value = NumberText.integer(text)
      if let value { v.pointee.set(row, value) }
      isRead = value != nil
    case .double:
      let value = NumberText.javaDouble(text)
      if let value { v.pointee.set(row, value) }
      isRead = value != nil
    case .string:
      isRead = text.baseAddress.map { v.pointee.append($0, text.count) } ?? true
      if isRead { v.pointee.setValid(row) }
    case .bytes: isRead = readBytes(text, v, row)
    case .time: isRead = try readTime(text, v, row, column)
    case .decimal: isRead = try readDecimal(text, v, row, column)
    case .array, .map, .struct: isRead = false
    }
    if !isRead { throw unreadable(text, column()) }
  }

  private static func unreadable(
    _ text: UnsafeBufferPointer<UInt8>, _ column: ColumnSchema
  ) -> RecordError {
    RecordError(
      field: "$.\(column.name)",
      reason: "cannot read '\(String(decoding: text, as: UTF8.self))' as \(column.type)")
  }

  private static func isTrue(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    text.count == 4
      && zip(text, "true".utf8).allSatisfy { $0 | 0x20 == $1 && $0 >= 0x41 }
  }

  private static func readBytes(
    _ text: UnsafeBufferPointer<UInt8>, _ v: UnsafeMutablePointer<VectorWriter>, _ row: Int
  ) -> Bool {
    guard v.pointee.reserveBytes(v.pointee.byteCount + Base64.decodedCapacity(text.count)),
      let start = text.baseAddress,
      let count = Base64.decode(start, text.count, to: v.pointee.bytes + v.pointee.byteCount)
    else { return false }
    v.pointee.byteCount += count
    v.pointee.setValid(row)
    return true
  }

  private static func readTime(
    _ text: UnsafeBufferPointer<UInt8>, _ v: UnsafeMutablePointer<VectorWriter>, _ row: Int,
    _ column: () -> ColumnSchema
  ) throws(RecordError) -> Bool {
    guard let value = NumberText.integer(text) else { return false }
    guard value >= 0, value <= CivilText.millisecondsPerDay else {
      throw RecordError(field: "$.\(column().name)", reason: FieldText.timeRange)
    }
    v.pointee.set(row, Int32(value))
    return true
  }

  private static func readDecimal(
    _ text: UnsafeBufferPointer<UInt8>, _ v: UnsafeMutablePointer<VectorWriter>, _ row: Int,
    _ column: () -> ColumnSchema
  ) throws(RecordError) -> Bool {
    guard let start = text.baseAddress, let token = NumberText.scan(start, start + text.count),
      token.end == start + text.count
    else { return false }
    let (precision, scale) = (Int(v.pointee.precision), Int(v.pointee.scale))
    do throws(NumberText.DecimalMisfit) {
      v.pointee.set(row, try NumberText.decimal(token, precision: precision, scale: scale))
      return true
    } catch {
      throw RecordError(
        field: "$.\(column().name)",
        reason: FieldText.misfit(error, token, precision: precision, scale: scale))
    }
  }
}
