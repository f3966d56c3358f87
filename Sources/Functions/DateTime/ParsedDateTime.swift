// The fields that a text had, and what they mean together: Java's "smart" resolving. A day beyond
// the end of its month becomes the month's last one, 24:00 the next midnight; other values out of
// range, and fields that contradict each other, are errors.

import Platform
import Values

/// Fields read from a text.
struct ParsedDateTime {
  private var present: UInt32 = 0
  private var values = InlineArray<24, Int64>(repeating: 0)
  var zone: ZoneRules?

  subscript(field: PatternField) -> Int64? {
    present & (1 << UInt32(field.rawValue)) == 0 ? nil : values[Int(field.rawValue)]
  }

  /// Sets a field; false when it has another value already.
  mutating func set(_ field: PatternField, _ value: Int64) -> Bool {
    if let old = self[field] { return old == value }
    present |= 1 << UInt32(field.rawValue)
    values[Int(field.rawValue)] = value
    return true
  }

  /// Whether any of the fields belongs to a date; a quarter does not count.
  var hasDateField: Bool {
    let dates = (UInt32(1) << UInt32(PatternField.amPm.rawValue)) - 1
    return present & dates & ~(1 << UInt32(PatternField.quarter.rawValue)) != 0
  }

  // MARK: - Meaning

  /// Milliseconds since the epoch; missing fields are those of 1970-01-01T00:00. The text's own
  /// zone wins over the one given.
  func timestamp(in zone: ZoneRules) throws(FunctionError) -> Int64 {
    try checkRanges()
    let (nanosecond, excessDays) = try timeOfDay() ?? (0, 0)
    let day = try wholeOrPartialDate() + excessDays
    let local = Int64(day) * 86_400 + nanosecond / 1_000_000_000
    let offset = (self.zone ?? zone).offset(atLocalSecond: local)
    return (local - Int64(offset)) * 1_000 + nanosecond % 1_000_000_000 / 1_000_000
  }

  /// Days since the epoch; the text must have a whole date.
  func wholeDate() throws(FunctionError) -> Int {
    try checkRanges()
    let excessDays = try timeOfDay()?.excessDays ?? 0
    guard let day = try date() else {
      throw FunctionError("Unable to obtain a date: year, month and day are needed")
    }
    return day + excessDays
  }

  /// Milliseconds of the day; the text must have an hour of the day.
  func wholeTime() throws(FunctionError) -> Int {
    try checkRanges()
    guard let (nanosecond, _) = try timeOfDay() else {
      throw FunctionError("Unable to obtain a time: an hour of the day is needed")
    }
    return Int(nanosecond / 1_000_000)
  }

  private func checkRanges() throws(FunctionError) {
    var rest = present
    while rest != 0 {
      let index = rest.trailingZeroBitCount
      rest &= rest - 1
      guard let field = PatternField(rawValue: UInt8(index)) else { continue }
      let (low, high) = ParsedDateTime.range(field)
      let value = values[index]
      if value < low || value > high { throw ParsedDateTime.outOfRange(field, value) }
    }
  }

  @inline(__always)
  private static func range(_ field: PatternField) -> (low: Int64, high: Int64) {
    switch field {
    case .month: (1, 12)
    case .dayOfMonth: (1, 31)
    case .dayOfYear: (1, 366)
    case .quarter: (1, 4)
    case .hourOfDay, .clockHourOfDay: (0, 24)
    case .hourOfAmPm: (0, 11)
    case .clockHourOfAmPm: (0, 12)
    case .minute, .second: (0, 59)
    case .nano: (0, 999_999_999)
    case .milliOfDay: (0, 86_399_999)
    case .nanoOfDay: (0, 86_399_999_999_999)
    case .year: (-999_999_999, 999_999_999)
    case .yearOfEra: (1, 999_999_999)
    case .modifiedJulianDay: (-365_000_000_000, 365_000_000_000)
    default: (.min, .max)
    }
  }

  @inline(never)
  private static func outOfRange(_ field: PatternField, _ value: Int64) -> FunctionError {
    let (low, high) = range(field)
    return FunctionError(
      "Invalid value for \(PatternField.name(field)) (valid values \(low) - \(high)): \(value)")
  }

  private var conflict: FunctionError { FunctionError("the fields contradict each other") }

  /// Nil when the hour of the day is not known.
  private func timeOfDay() throws(FunctionError) -> (nanosecond: Int64, excessDays: Int)? {
    if let whole = self[.nanoOfDay] { return (whole, 0) }
    if let whole = self[.milliOfDay] { return (whole * 1_000_000, 0) }
    guard let hour = try hourOfDay() else {
      // Without an hour minutes and seconds still count.
      guard self[.minute] != nil || self[.second] != nil || self[.nano] != nil else { return nil }
      return (nanosecondOfHour, 0)
    }
    let rest = nanosecondOfHour
    if hour == 24 {
      guard rest == 0 else { throw FunctionError("Invalid value for HourOfDay: 24") }
      return (0, 1)
    }
    return (hour * 3_600_000_000_000 + rest, 0)
  }

  private var nanosecondOfHour: Int64 {
    ((self[.minute] ?? 0) * 60 + (self[.second] ?? 0)) * 1_000_000_000 + (self[.nano] ?? 0)
  }

  /// Whether the text had an hour of the day, or half of the day and hour.
  var hasHourOfDay: Bool {
    self[.hourOfDay] != nil || self[.clockHourOfDay] != nil || self[.nanoOfDay] != nil
      || self[.milliOfDay] != nil
      || (self[.amPm] != nil && (self[.hourOfAmPm] != nil || self[.clockHourOfAmPm] != nil))
  }

  private func hourOfDay() throws(FunctionError) -> Int64? {
    var hour = self[.hourOfDay]
    if let clock = self[.clockHourOfDay] {
      let other = clock == 24 ? 0 : clock
      guard hour == nil || hour == other else { throw conflict }
      hour = other
    }
    let half = self[.hourOfAmPm] ?? self[.clockHourOfAmPm].map { $0 == 12 ? 0 : $0 }
    if let half {
      let other = (self[.amPm] ?? 0) * 12 + half
      guard hour == nil || hour == other else { throw conflict }
      hour = other
    } else if hour == nil, let afternoon = self[.amPm] {
      hour = afternoon * 12
    }
    return hour
  }

  private func year() throws(FunctionError) -> Int64? {
    guard let ofEra = self[.yearOfEra] else { return self[.year] }
    let year = self[.era] == 0 ? 1 - ofEra : ofEra
    guard self[.year] ?? year == year else { throw conflict }
    return year
  }

  private func date() throws(FunctionError) -> Int? {
    var day: Int?
    if let julian = self[.modifiedJulianDay] { day = Int(julian) - 40_587 }
    if let year = try year().map({ Int($0) }) {
      if let month = self[.month], let dayOfMonth = self[.dayOfMonth] {
        let last = CivilDate.daysInMonth(Int(month), year: year)
        let civil = CivilDate(year: year, month: Int(month), day: min(Int(dayOfMonth), last))
        guard day == nil || day == civil.daysSinceEpoch else { throw conflict }
        day = civil.daysSinceEpoch
      } else if let dayOfYear = self[.dayOfYear] {
        guard dayOfYear <= 365 || CivilDate.isLeap(year) else {
          throw FunctionError("Invalid date 'DayOfYear 366' as '\(year)' is not a leap year")
        }
        day = CivilDate(year: year, month: 1, day: 1).daysSinceEpoch + Int(dayOfYear) - 1
      }
    }
    if let day, let weekday = self[.dayOfWeek] {
      guard ((day + 3) % 7 + 7) % 7 + 1 == weekday else { throw conflict }
    }
    return day
  }

  private func wholeOrPartialDate() throws(FunctionError) -> Int {
    if let day = try date() { return day }
    return try partialDate()
  }

  /// The first day of 1970 with those parts replaced that the text has.
  private func partialDate() throws(FunctionError) -> Int {
    var (year, month, day) = (1970, 1, 1)
    if let weekday = self[.dayOfWeek] {
      // 1970-01-01 was a Thursday.
      let civil = CivilDate(daysSinceEpoch: Int(weekday) - 4)
      (year, month, day) = (civil.year, civil.month, civil.day)
    }
    if let value = self[.dayOfMonth] {
      day = min(Int(value), CivilDate.daysInMonth(month, year: year))
    }
    if let value = self[.dayOfYear] {
      guard value <= 365 else {
        throw FunctionError("Leap day cannot be parsed without supplying the year field")
      }
      let start = CivilDate(year: year, month: 1, day: 1).daysSinceEpoch
      let civil = CivilDate(daysSinceEpoch: start + Int(value) - 1)
      (month, day) = (civil.month, civil.day)
    }
    if let value = self[.month] { month = Int(value) }
    if let value = try self.year() { year = Int(value) }
    return CivilDate(
      year: year, month: month, day: min(day, CivilDate.daysInMonth(month, year: year))
    ).daysSinceEpoch
  }
}
