// Texts of timestamps of which the end may be missing: `2020`, `2020-05`, `2020-05-01T10`,
// `2020-05-01T10:00+02:00`. What is missing counts as the start: first month, first day, midnight.
// A zone follows the time: `Z` or an offset from the first sign on; without one it is UTC.
//
// Safe because the wrapping operators work on single digits, which are checked before use.

import Values

/// Parsing of dates, times and partial timestamps.
package enum PartialTimestamp {
  /// Milliseconds since the epoch.
  package static func parse(_ text: String) throws(FunctionError) -> Int64 {
    let bytes = Array(text.utf8)
    return try bytes.withUnsafeBufferPointer { source throws(FunctionError) in
      try parse(source)
    }
  }

  static func parse(_ text: UnsafeBufferPointer<UInt8>) throws(FunctionError) -> Int64 {
    if let complete = completeTimestamp(text) { return complete }
    let split = text.firstIndex(of: UInt8(ascii: "T")) ?? text.count
    guard let days = civilDays(text, 0..<split, isLenient: true) else { throw failure(text) }
    guard split < text.count else { return Int64(days) * 86_400_000 }
    var end = text.count
    var offset = 0
    if let sign = text[(split + 1)...].firstIndex(where: { $0 == 43 || $0 == 45 }) {
      guard let seconds = zoneOffset(text, sign..<text.count) else { throw failure(text) }
      offset = seconds
      end = sign
    } else if text[end - 1] == UInt8(ascii: "Z") {
      end -= 1
    }
    guard let millisecond = partialTime(text, (split + 1)..<end) else { throw failure(text) }
    return Int64(days) * 86_400_000 + Int64(millisecond) - Int64(offset) * 1_000
  }

  /// `yyyy[-MM[-dd]]` as days since the epoch.
  static func date(_ text: UnsafeBufferPointer<UInt8>) throws(FunctionError) -> Int32 {
    guard let days = civilDays(text, 0..<text.count, isLenient: false) else {
      throw FunctionError(
        "Required format is: \"yyyy-MM-dd\", with missing components filled from the left. "
          + "Failed to parse date '\(String(decoding: text, as: UTF8.self))'")
    }
    return Int32(truncatingIfNeeded: days)
  }

  /// `HH:mm[:ss[.fraction]]` as milliseconds of the day.
  static func time(_ text: UnsafeBufferPointer<UInt8>) throws(FunctionError) -> Int32 {
    let failure = {
      FunctionError(
        "Required format is: \"HH:mm:ss.SSS\". "
          + "Failed to parse time '\(String(decoding: text, as: UTF8.self))'")
    }
    guard text.count >= 5, text[2] == 58, let hour = number(text, 0, 2),
      let minute = number(text, 3, 2), hour < 24, minute < 60
    else { throw failure() }
    var total = hour * 3_600_000 + minute * 60_000
    guard text.count > 5 else { return Int32(total) }
    guard text.count >= 8, text[5] == 58, let second = number(text, 6, 2), second < 60 else {
      throw failure()
    }
    total += second * 1_000
    guard text.count > 8 else { return Int32(total) }
    guard text[8] == 46, text.count > 9, text.count <= 18, number(text, 9, text.count - 9) != nil
    else { throw failure() }
    let shown = min(3, text.count - 9)
    total += (number(text, 9, shown) ?? 0) * [100, 10, 1][shown - 1]
    return Int32(total)
  }

  /// `yyyy-MM-ddTHH:mm:ss.SSS` with a day up to 28, the form that CAST writes; nil for all others.
  private static func completeTimestamp(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    guard text.count == 23, let base = text.baseAddress, base[4] == 45, base[7] == 45,
      base[10] == UInt8(ascii: "T"), base[13] == 58, base[16] == 58, base[19] == 46
    else { return nil }
    var isNumeric = true
    func pair(_ at: Int) -> Int {
      let (tens, units) = (base[at] &- 48, base[at + 1] &- 48)
      if tens > 9 || units > 9 { isNumeric = false }
      return Int(tens) &* 10 &+ Int(units)
    }
    let (year, month, day) = (pair(0) &* 100 &+ pair(2), pair(5), pair(8))
    let (hour, minute, second) = (pair(11), pair(14), pair(17))
    let millisecond = pair(20) &* 10 &+ Int(base[22] &- 48)
    guard isNumeric, base[22] &- 48 <= 9, month >= 1, month <= 12, day >= 1, day <= 28,
      hour < 24, minute < 60, second < 60
    else { return nil }
    let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
    return Int64(days) * 86_400_000
      + Int64(((hour * 60 + minute) * 60 + second) * 1_000 + millisecond)
  }

  // MARK: - Parts

  private static func failure(_ text: UnsafeBufferPointer<UInt8>) -> FunctionError {
    FunctionError(
      "Failed to parse timestamp '\(String(decoding: text, as: UTF8.self))'. Required format is: "
        + "\"yyyy-MM-dd'T'HH:mm:ss.SSS\", with an optional numeric timezone. Partials are also "
        + "supported, for example \"2020-05-26T23:59:58.000-01\"")
  }

  /// `count` digits at `start`; nil if other characters are among them.
  private static func number(
    _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int
  ) -> Int? {
    guard start + count <= text.count else { return nil }
    var value = 0
    for i in start..<(start + count) {
      let digit = text[i] &- 48
      guard digit <= 9 else { return nil }
      value = value * 10 + Int(digit)
    }
    return value
  }

  /// A lenient day beyond the end of its month means the last day.
  private static func civilDays(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, isLenient: Bool
  ) -> Int? {
    guard range.count == 4 || range.count == 7 || range.count == 10,
      let year = number(text, range.lowerBound, 4)
    else { return nil }
    var month = 1
    var day = 1
    if range.count >= 7 {
      guard text[range.lowerBound + 4] == 45,
        let parsed = number(text, range.lowerBound + 5, 2), (1...12).contains(parsed)
      else { return nil }
      month = parsed
    }
    if range.count == 10 {
      guard text[range.lowerBound + 7] == 45,
        let parsed = number(text, range.lowerBound + 8, 2), (1...31).contains(parsed)
      else { return nil }
      let last = CivilDate.daysInMonth(month, year: year)
      guard isLenient || parsed <= last else { return nil }
      day = min(parsed, last)
    }
    return CivilDate(year: year, month: month, day: day).daysSinceEpoch
  }

  /// A beginning of `HH:mm:ss.SSS`; the rest counts as zeros.
  private static func partialTime(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
  ) -> Int? {
    let template: StaticString = "00:00:00.000"
    guard range.count <= template.utf8CodeUnitCount else { return nil }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 12) { full -> Int? in
      for i in 0..<12 {
        full[i] = i < range.count ? text[range.lowerBound + i] : template.utf8Start[i]
      }
      let view = UnsafeBufferPointer(full)
      guard view[2] == 58, view[5] == 58, view[8] == 46, let hour = number(view, 0, 2),
        let minute = number(view, 3, 2), let second = number(view, 6, 2),
        let millisecond = number(view, 9, 3), hour <= 24, minute < 60, second < 60
      else { return nil }
      let rest = minute * 60_000 + second * 1_000 + millisecond
      // 24:00 is the end of the day and nothing else.
      return hour == 24 && rest > 0 ? nil : hour * 3_600_000 + rest
    }
  }

  /// `±h`, `±hh`, `±hh:mm`, `±hhmm`, `±hh:mm:ss`, `±hhmmss` in seconds, at most 18 hours.
  private static func zoneOffset(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
  ) -> Int? {
    let isNegative = text[range.lowerBound] == 45
    let start = range.lowerBound + 1
    var (hours, minutes, seconds): (Int?, Int?, Int?) = (nil, 0, 0)
    switch range.count - 1 {
    case 1: hours = number(text, start, 1)
    case 2: hours = number(text, start, 2)
    case 4: (hours, minutes) = (number(text, start, 2), number(text, start + 2, 2))
    case 5:
      guard text[start + 2] == 58 else { return nil }
      (hours, minutes) = (number(text, start, 2), number(text, start + 3, 2))
    case 6:
      (hours, minutes) = (number(text, start, 2), number(text, start + 2, 2))
      seconds = number(text, start + 4, 2)
    case 8:
      guard text[start + 2] == 58, text[start + 5] == 58 else { return nil }
      (hours, minutes) = (number(text, start, 2), number(text, start + 3, 2))
      seconds = number(text, start + 6, 2)
    default: return nil
    }
    guard let hours, let minutes, let seconds, minutes < 60, seconds < 60 else { return nil }
    let total = hours * 3_600 + minutes * 60 + seconds
    guard total <= 18 * 3_600 else { return nil }
    return isNegative ? -total : total
  }
}
