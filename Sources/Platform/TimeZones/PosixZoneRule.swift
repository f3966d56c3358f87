// The rule in the footer of a time zone file, as POSIX writes TZ: `CET-1CEST,M3.5.0,M10.5.0/3`.

/// A standard time and, for part of each year, a daylight time.
struct PosixZoneRule: Sendable {
  /// A moment of each year, in local time.
  enum Moment: Sendable, Equatable {
    /// Week 1…5 (5 = last) and weekday (0 = Sunday) of a month.
    case weekday(month: Int, week: Int, day: Int)
    /// Day 1…365; February 29 is never counted.
    case julian(Int)
    /// Day 0…365; February 29 is counted.
    case dayOfYear(Int)
  }

  let standard: ZoneType
  let daylight: ZoneType?
  let start: (moment: Moment, second: Int)
  let end: (moment: Moment, second: Int)

  /// Nil when the text is no such rule.
  init?(_ text: [UInt8]) {
    var reader = Reader(text)
    guard let name = reader.name(), let offset = reader.time() else { return nil }
    standard = ZoneType(offsetSeconds: -offset, isDaylight: false, name: name)
    var moments = [
      (Moment.weekday(month: 3, week: 2, day: 0), 7200),
      (Moment.weekday(month: 11, week: 1, day: 0), 7200),
    ]
    if reader.isAtEnd {
      daylight = nil
    } else {
      guard let daylightName = reader.name() else { return nil }
      let daylightOffset = reader.peek == UInt8(ascii: ",") ? nil : reader.time()
      daylight = ZoneType(
        offsetSeconds: -(daylightOffset ?? offset - 3600), isDaylight: true, name: daylightName)
      if !reader.isAtEnd {
        guard let first = reader.moment(), let second = reader.moment() else { return nil }
        moments = [first, second]
      }
    }
    guard reader.isAtEnd else { return nil }
    start = moments[0]
    end = moments[1]
  }

  func type(atEpochSecond second: Int64) -> ZoneType {
    guard let daylight else { return standard }
    // Both changes of the year in which standard time puts the instant, and the daylight period
    // may span the turn of the year.
    let local = second + Int64(standard.offsetSeconds)
    let days = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
    let year = PosixZoneRule.year(ofDay: Int(days))
    let from =
      Int64(PosixZoneRule.day(start.moment, year)) * 86_400 + Int64(start.second)
      - Int64(standard.offsetSeconds)
    let to =
      Int64(PosixZoneRule.day(end.moment, year)) * 86_400 + Int64(end.second)
      - Int64(daylight.offsetSeconds)
    let isDaylight = from < to ? second >= from && second < to : second >= from || second < to
    return isDaylight ? daylight : standard
  }

  // MARK: - Calendar

  /// Days from 1970-01-01 to January 1 of a year.
  static func firstDay(of year: Int) -> Int {
    let y = year - 1
    func floorDivide(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : (a - b + 1) / b }
    return 365 * y + floorDivide(y, 4) - floorDivide(y, 100) + floorDivide(y, 400) - 719_162
  }

  static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  static func year(ofDay day: Int) -> Int {
    var year = 1970 + Int((Double(day) / 365.2425).rounded(.down))
    while firstDay(of: year + 1) <= day { year += 1 }
    while firstDay(of: year) > day { year -= 1 }
    return year
  }

  private static let monthStarts = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365]

  /// The day since the epoch on which a moment falls in a year.
  static func day(_ moment: Moment, _ year: Int) -> Int {
    let first = firstDay(of: year)
    let leap = isLeap(year)
    switch moment {
    case .dayOfYear(let day): return first + day
    case .julian(let day): return first + day - 1 + (leap && day >= 60 ? 1 : 0)
    case .weekday(let month, let week, let weekday):
      func start(_ month: Int) -> Int { first + monthStarts[month] + (leap && month >= 2 ? 1 : 0) }
      let monthStart = start(month - 1)
      // 1970-01-01 was a Thursday (4).
      let firstWeekday = ((monthStart + 4) % 7 + 7) % 7
      var day = monthStart + (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
      while day >= start(month) { day -= 7 }
      return day
    }
  }

  // MARK: - Reading

  private struct Reader {
    let text: [UInt8]
    var position = 0

    init(_ text: [UInt8]) { self.text = text }

    var isAtEnd: Bool { position == text.count }
    var peek: UInt8? { position < text.count ? text[position] : nil }

    /// Three or more letters, or anything in angle brackets.
    mutating func name() -> String? {
      let start = position
      if peek == UInt8(ascii: "<") {
        while let c = peek, c != UInt8(ascii: ">") { position += 1 }
        guard peek != nil else { return nil }
        position += 1
        return String(decoding: text[(start + 1)..<(position - 1)], as: UTF8.self)
      }
      while let c = peek, c | 0x20 >= 97 && c | 0x20 <= 122 { position += 1 }
      return position - start >= 3 ? String(decoding: text[start..<position], as: UTF8.self) : nil
    }

    mutating func number() -> Int? {
      let start = position
      var value = 0
      while let c = peek, c >= 48, c <= 57, position - start < 6 {
        value = value * 10 + Int(c - 48)
        position += 1
      }
      return position > start ? value : nil
    }

    mutating func skip(_ byte: Character) -> Bool {
      guard let ascii = byte.asciiValue, peek == ascii else { return false }
      position += 1
      return true
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func time() -> Int? {
      let negative = skip("-")
      if !negative { _ = skip("+") }
      guard let hours = number() else { return nil }
      var seconds = hours * 3600
      if skip(":") {
        guard let minutes = number() else { return nil }
        seconds += minutes * 60
        if skip(":") {
          guard let rest = number() else { return nil }
          seconds += rest
        }
      }
      return negative ? -seconds : seconds
    }

    /// `,M3.5.0[/time]`, `,J60`, `,59`.
    mutating func moment() -> (Moment, Int)? {
      guard skip(",") else { return nil }
      let moment: Moment
      if skip("M") {
        guard let month = number(), skip("."), let week = number(), skip("."), let day = number(),
          (1...12).contains(month), (1...5).contains(week), (0...6).contains(day)
        else { return nil }
        moment = .weekday(month: month, week: week, day: day)
      } else if skip("J") {
        guard let day = number(), (1...365).contains(day) else { return nil }
        moment = .julian(day)
      } else {
        guard let day = number(), (0...365).contains(day) else { return nil }
        moment = .dayOfYear(day)
      }
      if skip("/") {
        guard let second = time() else { return nil }
        return (moment, second)
      }
      return (moment, 7200)
    }
  }
}
