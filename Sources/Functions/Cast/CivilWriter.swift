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
    guard civil.year >= 0, civil.year <= 9999, let target = out.room(10) else {
      return out.append(CivilText.date(days))
    }
    pair(civil.year / 100, target)
    pair(civil.year % 100, target + 2)
    target[4] = UInt8(ascii: "-")
    pair(civil.month, target + 5)
    target[7] = UInt8(ascii: "-")
    pair(civil.day, target + 8)
    out.advance(10)
  }

  /// `HH:mm`, `HH:mm:ss` when there are seconds; milliseconds are dropped.
  static func time(_ millisecondOfDay: Int, to out: inout TextOutput) {
    let seconds = millisecondOfDay / 1_000 % 60
    guard let target = out.room(8) else { return }
    pair(millisecondOfDay / 3_600_000, target)
    target[2] = UInt8(ascii: ":")
    pair(millisecondOfDay / 60_000 % 60, target + 3)
    target[5] = UInt8(ascii: ":")
    pair(seconds, target + 6)
    out.advance(seconds == 0 ? 5 : 8)
  }

  /// `yyyy-MM-dd'T'HH:mm:ss.SSS`, UTC.
  static func timestamp(_ milliseconds: Int64, to out: inout TextOutput) {
    let (day, rest) = split(milliseconds)
    date(day, to: &out)
    guard let target = out.room(13) else { return }
    let second = rest / 1_000
    let minute = second / 60
    target[0] = UInt8(ascii: "T")
    pair(minute / 60, target + 1)
    target[3] = UInt8(ascii: ":")
    pair(minute % 60, target + 4)
    target[6] = UInt8(ascii: ":")
    pair(second % 60, target + 7)
    target[9] = UInt8(ascii: ".")
    let fraction = rest % 1_000
    target[10] = UInt8(truncatingIfNeeded: fraction / 100) + 48
    pair(fraction % 100, target + 11)
    out.advance(13)
  }

  @inline(__always)
  private static func pair(_ value: Int, _ out: UnsafeMutablePointer<UInt8>) {
    out[0] = UInt8(truncatingIfNeeded: value / 10) + 48
    out[1] = UInt8(truncatingIfNeeded: value % 10) + 48
  }
}
