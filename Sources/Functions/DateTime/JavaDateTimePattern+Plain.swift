// The short way through a pattern of digits: four of a year, two of everything else, a fraction,
// literals, and `Z` for an offset. Most patterns are such. A text that does not fit exactly goes
// the long way, which finds out what it means or why it means nothing.
//
// Hot: some 50 ns a text. Safe because every read is checked against the text's count.

import Platform
import Values

extension JavaDateTimePattern {
  /// Whether the elements are all of the plain kind and make a whole date.
  static func isPlain(_ elements: [PatternElement]) -> Bool {
    var seen: UInt32 = 0
    for element in elements {
      switch element.kind {
      case .literal: continue
      case .offset where element.zeroIsZ: continue
      case .fraction: break
      case .number:
        let isYear =
          (element.field == .year || element.field == .yearOfEra) && element.low == 4
          && element.sign == .exceedsPad
        let isPair: Bool =
          switch element.field {
          case .month, .dayOfMonth, .hourOfDay, .minute, .second:
            element.low == 2 && element.high == 2
          default: false
          }
        guard isYear || isPair else { return false }
      default: return false
      }
      let bit = UInt32(1) << UInt32(element.field.rawValue)
      guard seen & bit == 0 else { return false }
      seen |= bit
    }
    func has(_ field: PatternField) -> Bool { seen & (1 << UInt32(field.rawValue)) != 0 }
    return has(.year) != has(.yearOfEra) && has(.month) && has(.dayOfMonth)
  }

  /// Milliseconds since the epoch of a text that fits exactly; nil for every other one.
  func plainTimestamp(_ text: UnsafeBufferPointer<UInt8>, in zone: ZoneRules) -> Int64? {
    var plain = PlainFields()
    var position = 0
    let fits = elements.withUnsafeBufferPointer { elements in
      literals.withUnsafeBufferPointer { literals -> Bool in
        for element in elements where !plain.read(element, literals, text, &position) {
          return false
        }
        return true
      }
    }
    guard fits, position == text.count else { return nil }
    return plain.timestamp(in: zone)
  }
}

/// The numbers of a plain text.
private struct PlainFields {
  private var year = 1970
  private var month = 1
  private var day = 1
  private var hour = 0
  private var minute = 0
  private var second = 0
  private var nanosecond = 0
  private var isUTC = false

  @inline(__always)
  mutating func read(
    _ element: PatternElement, _ literals: UnsafeBufferPointer<UInt8>,
    _ text: UnsafeBufferPointer<UInt8>, _ position: inout Int
  ) -> Bool {
    switch element.kind {
    case .literal:
      let count = Int(element.high - element.low)
      guard count <= text.count - position else { return false }
      for i in 0..<count where text[position + i] != literals[Int(element.low) + i] {
        return false
      }
      position += count
    case .offset:
      guard position < text.count, text[position] == UInt8(ascii: "Z") else { return false }
      isUTC = true
      position += 1
    default:
      let width = Int(element.low)
      guard width <= text.count - position else { return false }
      var value = 0
      for i in position..<(position + width) {
        let digit = text[i] &- 48
        guard digit < 10 else { return false }
        value = value * 10 + Int(digit)
      }
      position += width
      set(element, value)
    }
    return true
  }

  @inline(__always)
  private mutating func set(_ element: PatternElement, _ value: Int) {
    switch element.field {
    case .month: month = value
    case .dayOfMonth: day = value
    case .hourOfDay: hour = value
    case .minute: minute = value
    case .second: second = value
    case .nano:
      nanosecond = value
      for _ in element.low..<9 { nanosecond *= 10 }
    default: year = value
    }
  }

  /// Nil when a number is out of its range; days that a month does not have go the long way too.
  func timestamp(in zone: ZoneRules) -> Int64? {
    guard year >= 1, month >= 1, month <= 12, day >= 1, day <= 28 || isDayOfMonth, hour < 24,
      minute < 60, second < 60
    else { return nil }
    let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
    let local = Int64(days * 86_400 + hour * 3_600 + minute * 60 + second)
    let offset = isUTC || zone === ZoneRules.utc ? 0 : zone.offset(atLocalSecond: local)
    return (local - Int64(offset)) * 1_000 + Int64(nanosecond / 1_000_000)
  }

  private var isDayOfMonth: Bool { day <= CivilDate.daysInMonth(month, year: year) }
}
