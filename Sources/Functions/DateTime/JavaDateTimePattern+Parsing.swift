// Reading a text by a pattern. A failed element gives the position where it failed as its
// complement, −1 − position, so that nothing is allocated on the way.
//
// Safe because every read is checked against the text's count.

package import Platform

extension JavaDateTimePattern {
  /// Milliseconds since the epoch; missing fields are those of 1970-01-01T00:00, and a zone in the
  /// text wins over the one given. Numeric patterns allocate nothing unless they fail.
  package func timestamp(
    _ text: UnsafeBufferPointer<UInt8>, in zone: ZoneRules, zones: TimeZones
  ) throws(FunctionError) -> Int64 {
    if isPlain, let instant = plainTimestamp(text, in: zone) { return instant }
    return try parse(text, zones: zones).timestamp(in: zone)
  }

  /// Days since the epoch of a text that has a whole date.
  package func date(
    _ text: UnsafeBufferPointer<UInt8>, zones: TimeZones
  ) throws(FunctionError) -> Int {
    try parse(text, zones: zones).wholeDate()
  }

  /// Milliseconds of the day of a text that has a time and no date.
  package func time(
    _ text: UnsafeBufferPointer<UInt8>, zones: TimeZones
  ) throws(FunctionError) -> Int {
    let fields = try parse(text, zones: zones)
    guard !fields.hasDateField else { throw FunctionError("Time format contains date field.") }
    guard fields.hasHourOfDay else {
      throw FunctionError("Unable to obtain a time: an hour of the day is needed")
    }
    return try fields.wholeTime()
  }

  func parse(
    _ text: UnsafeBufferPointer<UInt8>, zones: TimeZones
  ) throws(FunctionError) -> ParsedDateTime {
    var fields = ParsedDateTime()
    let end = elements.withUnsafeBufferPointer { elements in
      literals.withUnsafeBufferPointer { literals in
        PatternReader(elements: elements, literals: literals, text: text, zones: zones)
          .read(0..<elements.count, at: 0, into: &fields)
      }
    }
    if end != text.count { throw misfit(text, end) }
    return fields
  }

  @inline(never)
  private func misfit(_ text: UnsafeBufferPointer<UInt8>, _ end: Int) -> FunctionError {
    let shown = String(decoding: text, as: UTF8.self)
    return FunctionError(
      end < 0
        ? "Text '\(shown)' could not be parsed at index \(-1 - end)"
        : "Text '\(shown)' could not be parsed, unparsed text found at index \(end)")
  }
}

/// The elements of a pattern at work on one text.
private struct PatternReader {
  let elements: UnsafeBufferPointer<PatternElement>
  let literals: UnsafeBufferPointer<UInt8>
  let text: UnsafeBufferPointer<UInt8>
  let zones: TimeZones

  /// Where the elements end in the text, or the complement of where they fail.
  func read(_ range: Range<Int>, at start: Int, into fields: inout ParsedDateTime) -> Int {
    var position = start
    var i = range.lowerBound
    while i < range.upperBound {
      let element = elements[i]
      if element.kind == .optional {
        var attempt = fields
        let end = read((i + 1)..<Int(element.high), at: position, into: &attempt)
        if end >= 0 {
          fields = attempt
          position = end
        }
        i = Int(element.high)
        continue
      }
      position = read(element, at: position, into: &fields)
      if position < 0 { return position }
      i += 1
    }
    return position
  }

  private func read(
    _ element: PatternElement, at position: Int, into fields: inout ParsedDateTime
  ) -> Int {
    switch element.kind {
    case .literal: return literal(element, at: position)
    case .number: return number(element, at: position, into: &fields)
    case .twoDigitYear, .fraction: return fixedNumber(element, at: position, into: &fields)
    case .text: return word(element, at: position, into: &fields)
    case .offset: return offset(element, at: position, into: &fields)
    case .localizedOffset: return localizedOffset(element, at: position, into: &fields)
    case .zoneId, .zoneName: return zone(element, at: position, into: &fields)
    case .optional: return position
    }
  }

  @inline(__always) private func fail(_ position: Int) -> Int { -1 - position }

  private func literal(_ element: PatternElement, at position: Int) -> Int {
    let count = Int(element.high - element.low)
    guard count <= text.count - position else { return fail(position) }
    let start = Int(element.low)
    for i in 0..<count where lower(text[position + i]) != lower(literals[start + i]) {
      return fail(position)
    }
    return position + count
  }

  @inline(__always) private func lower(_ c: UInt8) -> UInt8 { c >= 65 && c <= 90 ? c | 0x20 : c }

  @inline(__always) private func digit(_ position: Int) -> Int64? {
    guard position < text.count, text[position] >= 48, text[position] <= 57 else { return nil }
    return Int64(text[position] - 48)
  }

  // MARK: - Numbers

  private func number(
    _ element: PatternElement, at start: Int, into fields: inout ParsedDateTime
  ) -> Int {
    guard start < text.count else { return fail(start) }
    var position = start
    let negative = text[position] == UInt8(ascii: "-")
    let positive = text[position] == UInt8(ascii: "+")
    if negative {
      guard element.sign != .notNegative else { return fail(start) }
      position += 1
    } else if positive {
      guard element.sign == .exceedsPad else { return fail(start) }
      position += 1
    }
    let first = position
    let low = Int(element.low)
    var high = Int(element.high) + max(0, Int(element.subsequent))
    var value: Int64 = 0
    for pass in 0..<2 {
      value = 0
      position = first
      while position - first < min(high, 18), let digit = digit(position) {
        value = value * 10 + digit
        position += 1
      }
      guard position - first >= low else { return fail(start) }
      guard element.subsequent > 0, pass == 0 else { break }
      high = max(low, position - first - Int(element.subsequent))
    }
    let length = position - first
    if negative {
      guard value != 0 else { return fail(start) }
      value = -value
    } else if element.sign == .exceedsPad {
      guard positive ? length > low : length <= low else { return fail(start) }
    }
    return fields.set(element.field, value) ? position : fail(start)
  }

  /// Two digits of a year, or the fixed number of digits of a fraction.
  private func fixedNumber(
    _ element: PatternElement, at start: Int, into fields: inout ParsedDateTime
  ) -> Int {
    var value: Int64 = 0
    for i in 0..<Int(element.low) {
      guard let digit = digit(start + i) else { return fail(start) }
      value = value * 10 + digit
    }
    if element.kind == .twoDigitYear {
      value += 2000
    } else {
      for _ in Int(element.low)..<9 { value *= 10 }
    }
    return fields.set(element.field, value) ? start + Int(element.low) : fail(start)
  }

  // MARK: - Words

  private func word(
    _ element: PatternElement, at start: Int, into fields: inout ParsedDateTime
  ) -> Int {
    guard let style = TextStyle(rawValue: element.low), style != .narrow else {
      return fail(start)
    }
    let (words, first) = PatternWords.words(element.field, style)
    for (i, word) in words.enumerated() {
      let count = PatternWords.length(word, element.field, style)
      guard count <= text.count - start else { continue }
      var isEqual = true
      for k in 0..<count where lower(text[start + k]) != lower(word.utf8Start[k]) {
        isEqual = false
        break
      }
      guard isEqual else { continue }
      return fields.set(element.field, Int64(i + first)) ? start + count : fail(start)
    }
    return fail(start)
  }

  // MARK: - Zones

  private func twoDigits(_ position: Int) -> Int? {
    guard let tens = digit(position), let ones = digit(position + 1) else { return nil }
    return Int(tens * 10 + ones)
  }

  private func offset(
    _ element: PatternElement, at start: Int, into fields: inout ParsedDateTime
  ) -> Int {
    guard start < text.count else { return fail(start) }
    if element.zeroIsZ, lower(text[start]) == UInt8(ascii: "z") {
      return take(0, start + 1, start, into: &fields)
    }
    let shape = OffsetShape(rawValue: element.low) ?? .hoursMinutes
    let sign = text[start]
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), let hours = twoDigits(start + 1)
    else { return fail(start) }
    var position = start + 3
    var parts = [0, 0]
    for i in 0..<2 {
      let isNeeded = i == 0 && shape != .hoursAndMinutesIfAny
      let isAllowed =
        i == 0 || shape == .hoursMinutesAndSecondsIfAny
        || shape == .hoursColonMinutesAndSecondsIfAny
      guard isAllowed else { break }
      var next = position
      if shape.hasColon {
        if next < text.count && text[next] == UInt8(ascii: ":") {
          next += 1
        } else {
          if isNeeded { return fail(start) }
          break
        }
      }
      guard let value = twoDigits(next), value < 60 else {
        if isNeeded { return fail(start) }
        break
      }
      parts[i] = value
      position = next + 2
    }
    let seconds = hours * 3600 + parts[0] * 60 + parts[1]
    guard seconds <= 18 * 3600 else { return fail(start) }
    return take(
      sign == UInt8(ascii: "-") ? -seconds : seconds, position, start, into: &fields)
  }

  private func localizedOffset(
    _ element: PatternElement, at start: Int, into fields: inout ParsedDateTime
  ) -> Int {
    guard matches("GMT", at: start) else { return fail(start) }
    var end = start + 3
    while end < text.count, isOffsetByte(text[end]) { end += 1 }
    while end > start + 3 {
      let rest = String(decoding: text[(start + 3)..<end], as: UTF8.self)
      if let seconds = TimeZones.offsetSeconds(rest) {
        return take(seconds, end, start, into: &fields)
      }
      end -= 1
    }
    return take(0, start + 3, start, into: &fields)
  }

  private func isOffsetByte(_ c: UInt8) -> Bool {
    (c >= 48 && c <= 58) || c == UInt8(ascii: "+") || c == UInt8(ascii: "-")
  }

  private func matches(_ word: StaticString, at start: Int) -> Bool {
    guard word.utf8CodeUnitCount <= text.count - start else { return false }
    return (0..<word.utf8CodeUnitCount).allSatisfy {
      lower(text[start + $0]) == lower(word.utf8Start[$0])
    }
  }

  private func take(
    _ seconds: Int, _ end: Int, _ start: Int, into fields: inout ParsedDateTime
  ) -> Int {
    if let zone = fields.zone {
      // A region next to its offset says more than the offset alone.
      return zone.isFixed && zone.offset(atEpochSecond: 0) != seconds ? fail(start) : end
    }
    fields.zone = ZoneRules(id: ZoneRules.offsetText(seconds), offsetSeconds: seconds)
    return end
  }

  /// The longest zone id or name that starts here.
  private func zone(
    _ element: PatternElement, at start: Int, into fields: inout ParsedDateTime
  ) -> Int {
    if element.kind == .zoneName {
      for (short, long) in PatternWords.longZoneNames {
        let end = start + long.utf8.count
        guard end <= text.count,
          zip(text[start..<end], long.utf8).allSatisfy({ lower($0) == lower($1) })
        else { continue }
        fields.zone = zones.zone(PatternWords.zones[short] ?? short)
        return fields.zone == nil ? fail(start) : end
      }
    }
    var end = start
    while end < text.count, isZoneByte(text[end]) { end += 1 }
    while end > start {
      let id = String(decoding: text[start..<end], as: UTF8.self)
      if let zone = known(id, isName: element.kind == .zoneName) {
        fields.zone = zone
        return end
      }
      end -= 1
    }
    return fail(start)
  }

  private func known(_ id: String, isName: Bool) -> ZoneRules? {
    let upper = id.uppercased()
    if isName, let region = PatternWords.zones[upper] { return zones.zone(region) }
    return zones.zone(id) ?? (upper == id ? nil : zones.zone(upper))
  }

  private func isZoneByte(_ c: UInt8) -> Bool {
    isOffsetByte(c) || (c | 0x20 >= 97 && c | 0x20 <= 122) || c == UInt8(ascii: "/")
      || c == UInt8(ascii: "_") || c == UInt8(ascii: "~")
  }
}
