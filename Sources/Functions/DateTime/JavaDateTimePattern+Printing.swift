// Printing a date or time by a pattern.

import Values
import Platform

extension JavaDateTimePattern {
  /// Appends the text of a value. Gives the reason when the value has not what the pattern asks
  /// for; `out` is of no use then.
  package func print(_ value: PatternTime, to out: inout [UInt8]) -> String? {
    elements.withUnsafeBufferPointer { elements in
      print(value, elements, 0..<elements.count, to: &out)
    }
  }

  private func print(
    _ value: PatternTime, _ elements: UnsafeBufferPointer<PatternElement>, _ range: Range<Int>,
    to out: inout [UInt8]
  ) -> String? {
    var i = range.lowerBound
    while i < range.upperBound {
      let element = elements[i]
      if element.kind == .optional {
        let start = out.count
        let end = Int(element.high)
        if print(value, elements, (i + 1)..<end, to: &out) != nil {
          out.removeLast(out.count - start)
        }
        i = end
        continue
      }
      if let failure = print(value, element, to: &out) { return failure }
      i += 1
    }
    return nil
  }

  private func print(
    _ value: PatternTime, _ element: PatternElement, to out: inout [UInt8]
  ) -> String? {
    switch element.kind {
    case .literal:
      out.append(contentsOf: literals[Int(element.low)..<Int(element.high)])
      return nil
    case .optional: return nil
    case .number, .twoDigitYear, .fraction, .text:
      guard let number = value.value(element.field) else {
        return "Unsupported field: \(PatternField.name(element.field))"
      }
      return print(number, element, to: &out)
    case .zoneId, .zoneName, .localizedOffset, .offset:
      guard let zone = value.zone else { return "Unsupported field: OffsetSeconds" }
      print(zone, value, element, to: &out)
      return nil
    }
  }

  private func print(
    _ number: Int64, _ element: PatternElement, to out: inout [UInt8]
  ) -> String? {
    switch element.kind {
    case .twoDigitYear: JavaDateTimePattern.digits(number.magnitude % 100, 2, to: &out)
    case .fraction:
      var fraction = number.magnitude
      for _ in 0..<(9 - element.low) { fraction /= 10 }
      JavaDateTimePattern.digits(fraction, Int(element.low), to: &out)
    case .text:
      let style = TextStyle(rawValue: element.low) ?? .short
      let (words, first) = PatternWords.words(element.field, style)
      guard words.indices.contains(Int(number) - first) else { return "no word for \(number)" }
      let word = words[Int(number) - first]
      out.append(
        contentsOf: UnsafeBufferPointer(
          start: word.utf8Start, count: PatternWords.length(word, element.field, style)))
    default: return JavaDateTimePattern.print(number, in: element, to: &out)
    }
    return nil
  }

  private static func print(
    _ number: Int64, in element: PatternElement, to out: inout [UInt8]
  ) -> String? {
    let width = Int(element.low)
    var digitCount = 1
    var rest = number.magnitude / 10
    while rest > 0 {
      digitCount += 1
      rest /= 10
    }
    guard digitCount <= element.high else {
      return
        "Field \(PatternField.name(element.field)) cannot be printed as the value \(number) "
        + "exceeds the maximum print width of \(element.high)"
    }
    if number < 0 {
      guard element.sign != .notNegative else {
        return
          "Field \(PatternField.name(element.field)) cannot be printed as the value \(number) "
          + "cannot be negative"
      }
      out.append(UInt8(ascii: "-"))
    } else if element.sign == .exceedsPad && digitCount > width {
      out.append(UInt8(ascii: "+"))
    }
    digits(number.magnitude, width, to: &out)
    return nil
  }

  /// At least `width` digits.
  private static func digits(_ number: UInt64, _ width: Int, to out: inout [UInt8]) {
    let start = out.count
    var rest = number
    repeat {
      out.append(UInt8(truncatingIfNeeded: rest % 10) + 48)
      rest /= 10
    } while rest > 0
    while out.count - start < width { out.append(48) }
    out[start...].reverse()
  }

  // MARK: - Zones

  private func print(
    _ zone: ZoneRules, _ value: PatternTime, _ element: PatternElement, to out: inout [UInt8]
  ) {
    switch element.kind {
    case .zoneId: out.append(contentsOf: zone.id.utf8)
    case .zoneName:
      let short = zone.abbreviation(atEpochSecond: value.epochSecond)
      let name = element.low == 4 ? PatternWords.longZoneNames[short] ?? short : short
      out.append(contentsOf: name.utf8)
    case .localizedOffset:
      out.append(contentsOf: "GMT".utf8)
      printLocalized(value.offsetSeconds, isFull: element.low == 4, to: &out)
    default:
      let shape = OffsetShape(rawValue: element.low) ?? .hoursMinutes
      print(value.offsetSeconds, shape, zeroIsZ: element.zeroIsZ, to: &out)
    }
  }

  private func printLocalized(_ offset: Int, isFull: Bool, to out: inout [UInt8]) {
    guard offset != 0 else { return }
    let seconds = offset.magnitude
    out.append(offset < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
    JavaDateTimePattern.digits(UInt64(seconds / 3600), isFull ? 2 : 1, to: &out)
    if isFull || seconds % 3600 != 0 {
      out.append(UInt8(ascii: ":"))
      JavaDateTimePattern.digits(UInt64(seconds / 60 % 60), 2, to: &out)
    }
    if seconds % 60 != 0 {
      out.append(UInt8(ascii: ":"))
      JavaDateTimePattern.digits(UInt64(seconds % 60), 2, to: &out)
    }
  }

  private func print(
    _ offset: Int, _ shape: OffsetShape, zeroIsZ: Bool, to out: inout [UInt8]
  ) {
    if offset == 0 && zeroIsZ { return out.append(UInt8(ascii: "Z")) }
    let seconds = offset.magnitude
    out.append(offset < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
    JavaDateTimePattern.digits(UInt64(seconds / 3600), 2, to: &out)
    let minutes = seconds / 60 % 60
    if shape != .hoursAndMinutesIfAny || minutes != 0 {
      if shape.hasColon { out.append(UInt8(ascii: ":")) }
      JavaDateTimePattern.digits(UInt64(minutes), 2, to: &out)
    }
    let hasSeconds =
      shape == .hoursMinutesAndSecondsIfAny || shape == .hoursColonMinutesAndSecondsIfAny
    if hasSeconds && seconds % 60 != 0 {
      if shape.hasColon { out.append(UInt8(ascii: ":")) }
      JavaDateTimePattern.digits(UInt64(seconds % 60), 2, to: &out)
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
