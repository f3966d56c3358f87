// Printing a date or time by a pattern.
//
// Safe because the caller gives room for `printedLengthMax` bytes: each literal counts in full and
// each other element for `fieldLengthMax`, which no number, word or offset exceeds; names of zones
// are cut there.

import Platform
import Values

extension JavaDateTimePattern {
  /// Writes the text of a value and gives its length. Nil when the value has not what the pattern
  /// asks for: `failure` then says why.
  package func print(
    _ value: PatternTime, to out: UnsafeMutablePointer<UInt8>, failure: inout String?
  ) -> Int? {
    var printer = PatternPrinter(value: value, start: out)
    let isComplete = elements.withUnsafeBufferPointer { elements in
      literals.withUnsafeBufferPointer { literals in
        printer.print(elements, literals, 0..<elements.count)
      }
    }
    guard isComplete else {
      failure = printer.failure
      return nil
    }
    return printer.count
  }

  /// The text of a value, or the reason why it has none.
  package func text(of value: PatternTime) throws(FunctionError) -> String {
    var failure: String?
    let text = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: printedLengthMax + 1) {
      room -> String? in
      guard let base = room.baseAddress, let count = print(value, to: base, failure: &failure)
      else { return nil }
      return String(decoding: room[..<count], as: UTF8.self)
    }
    guard let text else { throw FunctionError(failure ?? "") }
    return text
  }
}

/// A value on its way into a run of bytes.
private struct PatternPrinter {
  let value: PatternTime
  let start: UnsafeMutablePointer<UInt8>
  var count = 0
  var failure: String?

  init(value: PatternTime, start: UnsafeMutablePointer<UInt8>) {
    self.value = value
    self.start = start
  }

  @inline(__always) private mutating func put(_ byte: UInt8) {
    start[count] = byte
    count += 1
  }

  /// False when an element cannot be printed.
  mutating func print(
    _ elements: UnsafeBufferPointer<PatternElement>, _ literals: UnsafeBufferPointer<UInt8>,
    _ range: Range<Int>
  ) -> Bool {
    var i = range.lowerBound
    while i < range.upperBound {
      let element = elements[i]
      i += 1
      switch element.kind {
      case .literal:
        for k in Int(element.low)..<Int(element.high) { put(literals[k]) }
      case .optional:
        let before = count
        let end = Int(element.high)
        if !print(elements, literals, i..<end) { count = before }
        i = end
      case .number, .twoDigitYear, .fraction, .text:
        guard let number = value.value(element.field) else {
          return fail("Unsupported field: \(PatternField.name(element.field))")
        }
        guard print(number, element) else { return false }
      case .zoneId, .zoneName, .localizedOffset, .offset:
        guard let zone = value.zone else { return fail("Unsupported field: OffsetSeconds") }
        print(zone, element)
      }
    }
    return true
  }

  @inline(never)
  private mutating func fail(_ reason: @autoclosure () -> String) -> Bool {
    failure = reason()
    return false
  }

  @inline(__always)
  private mutating func print(_ number: Int64, _ element: PatternElement) -> Bool {
    switch element.kind {
    case .twoDigitYear: digits(number.magnitude % 100, 2)
    case .fraction:
      var fraction = number.magnitude
      for _ in 0..<(9 - element.low) { fraction /= 10 }
      digits(fraction, Int(element.low))
    case .text: return word(Int(number), element)
    default: return signed(number, element)
    }
    return true
  }

  private mutating func word(_ number: Int, _ element: PatternElement) -> Bool {
    let style = TextStyle(rawValue: element.low) ?? .short
    let (words, first) = PatternWords.words(element.field, style)
    guard words.indices.contains(number - first) else { return fail("no word for \(number)") }
    let word = words[number - first]
    for k in 0..<PatternWords.length(word, element.field, style) { put(word.utf8Start[k]) }
    return true
  }

  private mutating func signed(_ number: Int64, _ element: PatternElement) -> Bool {
    let width = Int(element.low)
    let digitCount = number.magnitude < 100 ? (number.magnitude < 10 ? 1 : 2) : count(number)
    guard digitCount <= element.high else {
      return fail(
        "Field \(PatternField.name(element.field)) cannot be printed as the value \(number) "
          + "exceeds the maximum print width of \(element.high)")
    }
    if number < 0 {
      guard element.sign != .notNegative else {
        return fail(
          "Field \(PatternField.name(element.field)) cannot be printed as the value \(number) "
            + "cannot be negative")
      }
      put(UInt8(ascii: "-"))
    } else if element.sign == .exceedsPad && digitCount > width {
      put(UInt8(ascii: "+"))
    }
    digits(number.magnitude, max(width, digitCount))
    return true
  }

  private func count(_ number: Int64) -> Int {
    var digits = 1
    var rest = number.magnitude / 10
    while rest > 0 {
      digits += 1
      rest /= 10
    }
    return digits
  }

  /// Exactly `width` digits.
  @inline(__always)
  private mutating func digits(_ number: UInt64, _ width: Int) {
    var rest = number
    var i = count + width - 1
    while i >= count {
      start[i] = UInt8(truncatingIfNeeded: rest % 10) + 48
      rest /= 10
      i -= 1
    }
    count += width
  }

  // MARK: - Zones

  private mutating func print(_ zone: ZoneRules, _ element: PatternElement) {
    let offset = value.offsetSeconds
    switch element.kind {
    case .zoneId: text(zone.id)
    case .zoneName:
      let short = zone.abbreviation(atEpochSecond: value.epochSecond)
      text(element.low == 4 ? PatternWords.longZoneNames[short] ?? short : short)
    case .localizedOffset:
      text("GMT")
      if offset != 0 { localized(offset, isFull: element.low == 4) }
    default:
      let shape = OffsetShape(rawValue: element.low) ?? .hoursMinutes
      shaped(offset, shape, zeroIsZ: element.zeroIsZ)
    }
  }

  private mutating func text(_ text: String) {
    for byte in text.utf8.prefix(JavaDateTimePattern.fieldLengthMax) { put(byte) }
  }

  private mutating func sign(_ offset: Int) {
    put(offset < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
  }

  private mutating func localized(_ offset: Int, isFull: Bool) {
    let seconds = UInt64(offset.magnitude)
    sign(offset)
    digits(seconds / 3600, isFull || seconds >= 36_000 ? 2 : 1)
    if isFull || seconds % 3600 != 0 {
      put(UInt8(ascii: ":"))
      digits(seconds / 60 % 60, 2)
    }
    if seconds % 60 != 0 {
      put(UInt8(ascii: ":"))
      digits(seconds % 60, 2)
    }
  }

  private mutating func shaped(_ offset: Int, _ shape: OffsetShape, zeroIsZ: Bool) {
    if offset == 0 && zeroIsZ { return put(UInt8(ascii: "Z")) }
    let seconds = UInt64(offset.magnitude)
    sign(offset)
    digits(seconds / 3600, 2)
    let minutes = seconds / 60 % 60
    if shape != .hoursAndMinutesIfAny || minutes != 0 {
      if shape.hasColon { put(UInt8(ascii: ":")) }
      digits(minutes, 2)
    }
    let hasSeconds =
      shape == .hoursMinutesAndSecondsIfAny || shape == .hoursColonMinutesAndSecondsIfAny
    if hasSeconds && seconds % 60 != 0 {
      if shape.hasColon { put(UInt8(ascii: ":")) }
      digits(seconds % 60, 2)
    }
  }
}

extension PatternField {
  /// The name by which messages call a field: `HourOfDay`.
  static func name(_ field: PatternField) -> String {
    let name = "\(field)"
    return name.prefix(1).uppercased() + name.dropFirst()
  }
}
