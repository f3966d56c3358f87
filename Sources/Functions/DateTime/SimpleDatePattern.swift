// The pattern of PARSE_DATE: letters of java.text.SimpleDateFormat, read leniently as Commons
// Lang's FastDateFormat does. Numbers may have any number of digits unless another number follows
// at once, months and days beyond their range roll over, text behind the match is ignored, and a
// date is taken in GMT.

package import Platform
import Values

/// A compiled pattern. Immutable.
package final class SimpleDatePattern: Sendable {
  private enum Element: Sendable {
    case literal([UInt8])
    /// A letter and how often it stood.
    case field(UInt8, Int)
  }

  private let elements: [Element]

  package init(_ source: String) throws(FunctionError) {
    var elements: [Element] = []
    var literal: [UInt8] = []
    let text = Array(source.utf8)
    var i = 0
    func isLetter(_ c: UInt8) -> Bool { c | 0x20 >= 97 && c | 0x20 <= 122 }
    while i < text.count {
      if text[i] == UInt8(ascii: "'") {
        var end = i + 1
        while end < text.count, text[end] != UInt8(ascii: "'") { end += 1 }
        guard end < text.count else { throw FunctionError("Unterminated quote") }
        literal += end == i + 1 ? [UInt8(ascii: "'")] : Array(text[(i + 1)..<end])
        i = end + 1
      } else if isLetter(text[i]) {
        var end = i
        while end < text.count, text[end] == text[i] { end += 1 }
        guard "GyYMwWDdFEuaHkKhmsSzZX".utf8.contains(text[i]) else {
          throw FunctionError("Illegal pattern component: \(Character(UnicodeScalar(text[i])))")
        }
        if !literal.isEmpty { elements.append(.literal(literal)) }
        literal = []
        elements.append(.field(text[i], end - i))
        i = end
      } else {
        literal.append(text[i])
        i += 1
      }
    }
    if !literal.isEmpty { elements.append(.literal(literal)) }
    self.elements = elements
  }

  /// What a text said; numbers may lie out of range.
  private struct Fields {
    var era: Int?
    var year: Int?
    var month: Int?
    var day: Int?
    var dayOfYear: Int?
    var hourOfDay: Int?
    var hourOfHalf: Int?
    var isAfternoon = false
    var minute = 0
    var second = 0
    var millisecond = 0
    var zone: ZoneRules?
  }

  /// Milliseconds since the epoch of a text. `currentYear` decides the century of two digits.
  package func milliseconds(
    _ text: UnsafeBufferPointer<UInt8>, currentYear: Int, zones: TimeZones
  ) throws(FunctionError) -> Int64 {
    var fields = Fields()
    var position = 0
    for (i, element) in elements.enumerated() {
      switch element {
      case .literal(let bytes):
        guard bytes.count <= text.count - position,
          bytes.indices.allSatisfy({ lower(text[position + $0]) == lower(bytes[$0]) })
        else { throw unparseable(text, position) }
        position += bytes.count
      case .field(let letter, let count):
        guard
          read(
            letter, count, text, &position, limit: numberFollows(i) ? count : Int.max, &fields,
            currentYear: currentYear, zones: zones)
        else { throw unparseable(text, position) }
      }
    }
    return instant(fields)
  }

  private func unparseable(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> FunctionError {
    FunctionError("Unparseable date: \"\(String(decoding: text, as: UTF8.self))\"")
  }

  private func lower(_ c: UInt8) -> UInt8 { c >= 65 && c <= 90 ? c | 0x20 : c }

  private func numberFollows(_ i: Int) -> Bool {
    guard i + 1 < elements.count, case .field(let letter, let count) = elements[i + 1] else {
      return false
    }
    return isNumber(letter, count)
  }

  private func isNumber(_ letter: UInt8, _ count: Int) -> Bool {
    switch letter {
    case UInt8(ascii: "M"): count < 3
    case UInt8(ascii: "G"), UInt8(ascii: "E"), UInt8(ascii: "a"), UInt8(ascii: "z"),
      UInt8(ascii: "Z"), UInt8(ascii: "X"):
      false
    default: true
    }
  }

  private func read(
    _ letter: UInt8, _ count: Int, _ text: UnsafeBufferPointer<UInt8>, _ position: inout Int,
    limit: Int, _ fields: inout Fields, currentYear: Int, zones: TimeZones
  ) -> Bool {
    guard isNumber(letter, count) else {
      return readWord(letter, text, &position, &fields, zones)
    }
    guard let value = number(text, &position, limit) else { return false }
    switch letter {
    case UInt8(ascii: "y"), UInt8(ascii: "Y"):
      fields.year = count <= 2 && value < 100 ? century(value, currentYear) : value
    case UInt8(ascii: "M"): fields.month = value
    case UInt8(ascii: "d"): fields.day = value
    case UInt8(ascii: "D"): fields.dayOfYear = value
    case UInt8(ascii: "H"): fields.hourOfDay = value
    case UInt8(ascii: "k"): fields.hourOfDay = value == 24 ? 0 : value
    case UInt8(ascii: "K"): fields.hourOfHalf = value
    case UInt8(ascii: "h"): fields.hourOfHalf = value == 12 ? 0 : value
    case UInt8(ascii: "m"): fields.minute = value
    case UInt8(ascii: "s"): fields.second = value
    case UInt8(ascii: "S"): fields.millisecond = value
    default: break
    }
    return true
  }

  private func number(
    _ text: UnsafeBufferPointer<UInt8>, _ position: inout Int, _ limit: Int
  ) -> Int? {
    if limit == Int.max {
      while position < text.count, text[position] == 32 || text[position] == 9 { position += 1 }
    }
    let start = position
    var value = 0
    while position < text.count, position - start < min(limit, 9),
      text[position] >= 48 && text[position] <= 57
    {
      value = value * 10 + Int(text[position] - 48)
      position += 1
    }
    return position > start ? value : nil
  }

  /// Two digits mean a year from 80 years ago to 19 ahead.
  private func century(_ value: Int, _ currentYear: Int) -> Int {
    let start = currentYear - 80
    let year = start / 100 * 100 + value
    return year < start ? year + 100 : year
  }

  private func readWord(
    _ letter: UInt8, _ text: UnsafeBufferPointer<UInt8>, _ position: inout Int,
    _ fields: inout Fields, _ zones: TimeZones
  ) -> Bool {
    switch letter {
    case UInt8(ascii: "M"):
      guard let month = word(PatternWords.months, text, &position) else { return false }
      fields.month = month + 1
    case UInt8(ascii: "E"): return word(PatternWords.days, text, &position) != nil
    case UInt8(ascii: "a"):
      guard let half = word(PatternWords.halves, text, &position) else { return false }
      fields.isAfternoon = half == 1
    case UInt8(ascii: "G"):
      guard let era = word(PatternWords.shortEras, text, &position) else { return false }
      fields.era = era
    default:
      var end = position
      while end < text.count, text[end] > 32 { end += 1 }
      let id = String(decoding: text[position..<end], as: UTF8.self)
      guard let zone = zones.zone(PatternWords.zones[id.uppercased()] ?? id) else { return false }
      fields.zone = zone
      position = end
    }
    return true
  }

  /// The index of the word at the position, whole or its first three letters.
  private func word(
    _ words: [StaticString], _ text: UnsafeBufferPointer<UInt8>, _ position: inout Int
  ) -> Int? {
    for (i, word) in words.enumerated() {
      for count in [word.utf8CodeUnitCount, min(3, word.utf8CodeUnitCount)] {
        guard count <= text.count - position,
          (0..<count).allSatisfy({
            lower(text[position + $0]) == lower(word.utf8Start[$0])
          })
        else { continue }
        position += count
        return i
      }
    }
    return nil
  }

  /// Lenient: parts beyond their range roll over into the next larger one.
  private func instant(_ fields: Fields) -> Int64 {
    var year = fields.year ?? 1970
    if fields.era == 0 { year = 1 - year }
    var days: Int
    if let dayOfYear = fields.dayOfYear {
      days = CivilDate(year: year, month: 1, day: 1).daysSinceEpoch + dayOfYear - 1
    } else {
      let months = year * 12 + (fields.month ?? 1) - 1
      let wholeYear = months >= 0 ? months / 12 : (months - 11) / 12
      days =
        CivilDate(year: wholeYear, month: months - wholeYear * 12 + 1, day: 1).daysSinceEpoch
        + (fields.day ?? 1) - 1
    }
    let hour =
      fields.hourOfDay ?? (fields.hourOfHalf ?? 0) + (fields.isAfternoon ? 12 : 0)
    let seconds = Int64(days) * 86_400 + Int64(hour * 3600 + fields.minute * 60 + fields.second)
    let offset = fields.zone?.offset(atLocalSecond: seconds) ?? 0
    return (seconds - Int64(offset)) * 1_000 + Int64(fields.millisecond)
  }
}
