// The messages that stand for single values: decimals, dates, times.
//
// Safe because the places come from cursors that checked them.

import Values

/// Reads well-known messages; nil when they hold no value of the type.
enum ProtobufParts {
  /// The last value of each of the numbers 1 … 4 in a message.
  private static func numbers(
    _ base: UnsafePointer<UInt8>, _ field: ProtobufCursor.Field
  ) -> (Int64, Int64, Int64, Int64)? {
    var result: (Int64, Int64, Int64, Int64) = (0, 0, 0, 0)
    var cursor = ProtobufCursor(base, from: field.start, count: field.count)
    while let part = cursor.next() {
      guard part.number <= 4 else { continue }
      guard part.wire == ProtobufWire.varint else { return nil }
      let value = Int64(bitPattern: part.value)
      switch part.number {
      case 1: result.0 = value
      case 2: result.1 = value
      case 3: result.2 = value
      default: result.3 = value
      }
    }
    return cursor.isBroken ? nil : result
  }

  static func date(_ base: UnsafePointer<UInt8>, _ field: ProtobufCursor.Field) -> Int32? {
    guard let (year, month, day, _) = numbers(base, field), year.magnitude <= 6_000_000,
      (1...12).contains(month)
    else { return nil }
    let last = CivilDate.daysInMonth(Int(month), year: Int(year))
    guard (1...Int64(last)).contains(day) else { return nil }
    return Int32(
      exactly: CivilDate(year: Int(year), month: Int(month), day: Int(day)).daysSinceEpoch)
  }

  static func time(_ base: UnsafePointer<UInt8>, _ field: ProtobufCursor.Field) -> Int32? {
    guard let (hours, minutes, seconds, nanos) = numbers(base, field), (0...23).contains(hours),
      (0...59).contains(minutes), (0...59).contains(seconds), (0..<1_000_000_000).contains(nanos)
    else { return nil }
    return Int32(((hours * 60 + minutes) * 60 + seconds) * 1_000 + nanos / 1_000_000)
  }

  static func timestamp(_ base: UnsafePointer<UInt8>, _ field: ProtobufCursor.Field) -> Int64? {
    guard let (seconds, nanos, _, _) = numbers(base, field), (0..<1_000_000_000).contains(nanos)
    else { return nil }
    return Int64(exactly: Int128(seconds) * 1_000 + Int128(nanos / 1_000_000))
  }

  /// The unscaled number at the scale of the column.
  static func decimal(
    _ base: UnsafePointer<UInt8>, _ field: ProtobufCursor.Field, precision: Int, scale: Int
  ) -> Int128? {
    var unscaled: Int128 = 0
    var written: Int64 = 0
    var cursor = ProtobufCursor(base, from: field.start, count: field.count)
    while let part = cursor.next() {
      switch (part.number, part.wire) {
      case (1, ProtobufWire.bytes):
        guard part.count <= 16 else { return nil }
        unscaled = part.count > 0 && base[part.start] & 0x80 != 0 ? -1 : 0
        for i in 0..<part.count { unscaled = unscaled << 8 | Int128(base[part.start + i]) }
      case (3, ProtobufWire.varint): written = Int64(bitPattern: part.value)
      case (1, _), (3, _): return nil
      default: continue
      }
    }
    guard !cursor.isBroken, (0...38).contains(written) else { return nil }
    let number = Decimal(unscaled: unscaled, scale: Int(written))
    guard let result = number.rescaled(to: scale, rounding: .exact),
      result.magnitude < UInt128(Decimal.powerOfTen(precision))
    else { return nil }
    return result
  }
}
