// Days and milliseconds to and from the proleptic Gregorian calendar, after Howard Hinnant's
// "chrono-compatible low-level date algorithms"; pure integer arithmetic, no time zones.

/// A calendar date.
package struct CivilDate: Hashable, Sendable {
  package let year: Int
  package let month: Int
  package let day: Int

  package init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// The date that lies `days` after 1970-01-01.
  package init(daysSinceEpoch days: Int) {
    let z = days + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shifted + 2) / 5 + 1
    month = shifted < 10 ? shifted + 3 : shifted - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  package var daysSinceEpoch: Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  package static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  package static func daysInMonth(_ month: Int, year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// Texts of DATE, TIME and TIMESTAMP in the ISO forms that casts and printing use.
package enum CivilText {
  package static let millisecondsPerDay: Int64 = 86_400_000

  /// Splits a timestamp into days since the epoch and the millisecond of the day.
  package static func split(_ milliseconds: Int64) -> (day: Int, millisecond: Int) {
    var day = milliseconds / millisecondsPerDay
    var rest = milliseconds % millisecondsPerDay
    if rest < 0 {
      day -= 1
      rest += millisecondsPerDay
    }
    return (Int(day), Int(rest))
  }

  /// `yyyy-MM-dd`.
  package static func date(_ days: Int) -> String {
    let civil = CivilDate(daysSinceEpoch: days)
    return "\(pad(civil.year, 4))-\(pad(civil.month, 2))-\(pad(civil.day, 2))"
  }

  /// `HH:mm`, `HH:mm:ss` when there are seconds; milliseconds are dropped.
  package static func time(_ millisecondOfDay: Int) -> String {
    let seconds = millisecondOfDay / 1_000 % 60
    let head = "\(pad(millisecondOfDay / 3_600_000, 2)):\(pad(millisecondOfDay / 60_000 % 60, 2))"
    return seconds == 0 ? head : head + ":\(pad(seconds, 2))"
  }

  /// `yyyy-MM-dd'T'HH:mm:ss.SSS`, UTC.
  package static func timestamp(_ milliseconds: Int64) -> String {
    let (day, rest) = split(milliseconds)
    return date(day)
      + "T\(pad(rest / 3_600_000, 2)):\(pad(rest / 60_000 % 60, 2)):\(pad(rest / 1_000 % 60, 2))"
      + ".\(pad(rest % 1_000, 3))"
  }

  package static func pad(_ value: Int, _ width: Int) -> String {
    let digits = String(abs(value))
    let zeros = String(repeating: "0", count: max(0, width - digits.count))
    return (value < 0 ? "-" : "") + zeros + digits
  }
}
