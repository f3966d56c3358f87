// Dates and times as text, written digit by digit into a text column.

import Values

enum CivilWriter {
  /// Days since the epoch and the millisecond of the day.
  @inline(__always)
  static func split(_ milliseconds: Int64) -> (day: Int, millisecond: Int) {
    var day = milliseconds / 86_400_000
    var rest = milliseconds % 86_400_000
    if rest < 0 {
      day -= 1
      rest += 86_400_000
    }
    return (Int(day), Int(rest))
  }

  /// `yyyy-MM-dd`.
  static func date(_ days: Int, to out: inout TextOutput) {
    let civil = CivilDate(daysSinceEpoch: days)
    if civil.year < 0 || civil.year > 9999 {
      out.append(CivilText.pad(civil.year, 4))
    } else {
      digits(civil.year / 100, to: &out)
      digits(civil.year % 100, to: &out)
    }
    out.append(UInt8(ascii: "-"))
    digits(civil.month, to: &out)
    out.append(UInt8(ascii: "-"))
    digits(civil.day, to: &out)
  }

  /// `HH:mm`, `HH:mm:ss` when there are seconds; milliseconds are dropped.
  static func time(_ millisecondOfDay: Int, to out: inout TextOutput) {
    let seconds = millisecondOfDay / 1_000 % 60
    digits(millisecondOfDay / 3_600_000, to: &out)
    out.append(UInt8(ascii: ":"))
    digits(millisecondOfDay / 60_000 % 60, to: &out)
    guard seconds != 0 else { return }
    out.append(UInt8(ascii: ":"))
    digits(seconds, to: &out)
  }

  /// `yyyy-MM-dd'T'HH:mm:ss.SSS`, UTC.
  static func timestamp(_ milliseconds: Int64, to out: inout TextOutput) {
    let (day, rest) = split(milliseconds)
    date(day, to: &out)
    out.append(UInt8(ascii: "T"))
    digits(rest / 3_600_000, to: &out)
    out.append(UInt8(ascii: ":"))
    digits(rest / 60_000 % 60, to: &out)
    out.append(UInt8(ascii: ":"))
    digits(rest / 1_000 % 60, to: &out)
    out.append(UInt8(ascii: "."))
    out.append(UInt8(rest % 1_000 / 100) + 48)
    digits(rest % 100, to: &out)
  }

  private static func digits(_ value: Int, to out: inout TextOutput) {
    out.append(UInt8(truncatingIfNeeded: value / 10) + 48)
    out.append(UInt8(truncatingIfNeeded: value % 10) + 48)
  }
}
