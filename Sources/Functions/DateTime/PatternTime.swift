// What a pattern prints: a date, a time, or both at a zone. A field that the value does not have
// cannot be printed.

package import Platform
import Values

/// A date, a time of day, or an instant in a zone.
package struct PatternTime {
  let hasDate: Bool
  let hasTime: Bool
  let day: Int
  let civil: CivilDate
  let nanosecondOfDay: Int64
  let zone: ZoneRules?
  let offsetSeconds: Int
  let epochSecond: Int64

  /// A DATE.
  package init(day: Int) {
    hasDate = true
    hasTime = false
    self.day = day
    civil = CivilDate(daysSinceEpoch: day)
    nanosecondOfDay = 0
    zone = nil
    offsetSeconds = 0
    epochSecond = 0
  }

  /// A TIME.
  package init(millisecondOfDay: Int) {
    hasDate = false
    hasTime = true
    day = 0
    civil = CivilDate(year: 1970, month: 1, day: 1)
    nanosecondOfDay = Int64(millisecondOfDay) * 1_000_000
    zone = nil
    offsetSeconds = 0
    epochSecond = 0
  }

  /// A TIMESTAMP as clocks in a zone show it.
  package init(epochMilliseconds: Int64, in zone: ZoneRules) {
    hasDate = true
    hasTime = true
    let (utcDay, millisecond) = CivilText.split(epochMilliseconds)
    epochSecond = Int64(utcDay) * 86_400 + Int64(millisecond / 1_000)
    offsetSeconds = zone.offset(atEpochSecond: epochSecond)
    let local = epochSecond + Int64(offsetSeconds)
    let localDay = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
    day = Int(localDay)
    civil = CivilDate(daysSinceEpoch: day)
    nanosecondOfDay =
      (local - localDay * 86_400) * 1_000_000_000 + Int64(millisecond % 1_000) * 1_000_000
    self.zone = zone
  }

  /// 1 = Monday … 7 = Sunday.
  private var dayOfWeek: Int { ((day + 3) % 7 + 7) % 7 + 1 }

  private var dayOfYear: Int {
    day - CivilDate(year: civil.year, month: 1, day: 1).daysSinceEpoch + 1
  }

  /// The value of a field, nil when this kind of value has none.
  func value(_ field: PatternField) -> Int64? {
    guard field.isDate ? hasDate : hasTime else { return nil }
    return field.isDate ? Int64(dateValue(field)) : timeValue(field)
  }

  private func dateValue(_ field: PatternField) -> Int {
    switch field {
    case .era: civil.year > 0 ? 1 : 0
    case .year: civil.year
    case .yearOfEra: civil.year > 0 ? civil.year : 1 - civil.year
    case .dayOfYear: dayOfYear
    case .month: civil.month
    case .dayOfMonth: civil.day
    case .quarter: (civil.month + 2) / 3
    case .modifiedJulianDay: day + 40_587
    case .weekBasedYear: week(yearOnly: true)
    case .weekOfYear: week(yearOnly: false)
    case .weekOfMonth: (civil.day - 1 + weekday(of: day - civil.day + 1)) / 7 + 1
    case .dayOfWeek: dayOfWeek
    case .localDayOfWeek: weekday(of: day) + 1
    default: (civil.day - 1) / 7 + 1
    }
  }

  private func timeValue(_ field: PatternField) -> Int64 {
    let second = nanosecondOfDay / 1_000_000_000
    let hour = second / 3_600
    switch field {
    case .amPm: return hour / 12
    case .hourOfAmPm: return hour % 12
    case .clockHourOfAmPm: return hour % 12 == 0 ? 12 : hour % 12
    case .hourOfDay: return hour
    case .clockHourOfDay: return hour == 0 ? 24 : hour
    case .minute: return second / 60 % 60
    case .second: return second % 60
    case .nano: return nanosecondOfDay % 1_000_000_000
    case .milliOfDay: return nanosecondOfDay / 1_000_000
    default: return nanosecondOfDay
    }
  }

  /// 0 = Sunday.
  private func weekday(of day: Int) -> Int { ((day + 4) % 7 + 7) % 7 }

  /// Weeks begin on Sunday; the first one of a year is the one with January 1.
  private func week(yearOnly: Bool) -> Int {
    func start(_ year: Int) -> Int {
      let first = CivilDate(year: year, month: 1, day: 1).daysSinceEpoch
      return first - weekday(of: first)
    }
    let year = day >= start(civil.year + 1) ? civil.year + 1 : civil.year
    return yearOnly ? year : (day - start(year)) / 7 + 1
  }
}
