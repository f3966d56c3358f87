// From the letters of a pattern to its elements. Numbers that touch each other are told how many
// digits follow, so that `yyyyMMdd` knows where its year ends.

/// Reads a pattern from left to right.
struct PatternCompiler {
  private let text: [Character]
  private var position = 0
  private(set) var elements: [PatternElement] = []
  private(set) var literals: [UInt8] = []
  /// Optional sections that are open.
  private var open: [Int] = []
  /// Elements before this one belong to a section that is closed or not yet open.
  private var sectionStart = 0
  /// The number that following digits belong to.
  private var activeNumber: Int?

  init(_ source: String) { text = Array(source) }

  mutating func compile() throws(FunctionError) {
    while position < text.count {
      let c = text[position]
      if c.isASCII && c.isLetter {
        try letters(c)
      } else if c == "'" {
        try quoted()
      } else {
        position += 1
        try other(c)
      }
    }
    // Java closes what is left open.
    while !open.isEmpty { closeOptional() }
  }

  private mutating func other(_ c: Character) throws(FunctionError) {
    switch c {
    case "[":
      activeNumber = nil
      open.append(elements.count)
      elements.append(PatternElement(kind: .optional))
      sectionStart = elements.count
    case "]":
      guard !open.isEmpty else {
        throw FunctionError("Pattern invalid as it contains ] without previous [")
      }
      closeOptional()
    case "{", "}", "#":
      throw FunctionError("Pattern includes reserved character: '\(c)'")
    default: literal(String(c))
    }
  }

  private mutating func closeOptional() {
    activeNumber = nil
    elements[open.removeLast()].high = Int32(elements.count)
    sectionStart = elements.count
  }

  private mutating func literal(_ value: String) {
    activeNumber = nil
    let start = Int32(literals.count)
    literals.append(contentsOf: value.utf8)
    if let last = elements.indices.last, last >= sectionStart, elements[last].kind == .literal {
      elements[last].high = Int32(literals.count)
    } else {
      elements.append(
        PatternElement(kind: .literal, low: start, high: Int32(literals.count)))
    }
  }

  /// Text in quotes; two quotes stand for one, inside and outside.
  private mutating func quoted() throws(FunctionError) {
    position += 1
    var value = ""
    while position < text.count {
      if text[position] == "'" {
        position += 1
        if position < text.count && text[position] == "'" {
          value.append("'")
        } else {
          return literal(value.isEmpty ? "'" : value)
        }
      } else {
        value.append(text[position])
      }
      position += 1
    }
    throw FunctionError(
      "Pattern ends with an incomplete string literal: \(String(text))")
  }

  private mutating func letters(_ letter: Character) throws(FunctionError) {
    var count = 0
    while position < text.count && text[position] == letter {
      position += 1
      count += 1
    }
    func atMost(_ limit: Int) throws(FunctionError) {
      guard count <= limit else { throw FunctionError("Too many pattern letters: \(letter)") }
    }
    switch letter {
    case "u", "y", "Y":
      year(letter == "u" ? .year : (letter == "y" ? .yearOfEra : .weekBasedYear), count)
    case "M", "L": try numberOrText(.month, letter, count)
    case "Q", "q": try numberOrText(.quarter, letter, count)
    case "e", "c":
      guard !(letter == "c" && count == 2) else {
        throw FunctionError("Invalid pattern \"cc\"")
      }
      try atMost(5)
      if count <= 2 {
        value(.localDayOfWeek, count)
      } else {
        word(.dayOfWeek, count)
      }
    case "E", "G":
      try atMost(5)
      word(letter == "E" ? .dayOfWeek : .era, max(3, count))
    case "a":
      try atMost(1)
      word(.amPm, 3)
    case "D":
      try atMost(3)
      if count == 1 {
        value(.dayOfYear, 1)
      } else {
        number(.dayOfYear, count, 3, .notNegative)
      }
    case "S":
      try atMost(9)
      appendNumber(
        PatternElement(
          kind: .fraction, field: .nano, sign: .notNegative, low: Int32(count), high: Int32(count)))
    case "A": number(.milliOfDay, count, 19, .notNegative)
    case "n": number(.nano, count, 19, .notNegative)
    case "N": number(.nanoOfDay, count, 19, .notNegative)
    case "g": number(.modifiedJulianDay, count, 19, .normal)
    case "d", "h", "H", "k", "K", "m", "s", "w", "W", "F":
      try atMost(letter == "W" || letter == "F" ? 1 : 2)
      value(PatternCompiler.simpleFields[letter] ?? .year, count)
    case "V", "v", "z", "O", "X", "x", "Z": try zone(letter, count)
    case "p": throw FunctionError("Pad modifier is not supported")
    default: throw FunctionError("Unknown pattern letter: \(letter)")
    }
  }

  private static let simpleFields: [Character: PatternField] = [
    "d": .dayOfMonth, "h": .clockHourOfAmPm, "H": .hourOfDay, "k": .clockHourOfDay,
    "K": .hourOfAmPm, "m": .minute, "s": .second, "w": .weekOfYear, "W": .weekOfMonth,
    "F": .alignedWeekOfMonth,
  ]

  // MARK: - Numbers and words

  private mutating func year(_ field: PatternField, _ count: Int) {
    if count == 2 {
      appendNumber(
        PatternElement(
          kind: .twoDigitYear, field: field, sign: .notNegative, low: 2, high: 2))
    } else {
      number(field, count, 19, count < 4 ? .normal : .exceedsPad)
    }
  }

  private mutating func numberOrText(
    _ field: PatternField, _ letter: Character, _ count: Int
  ) throws(FunctionError) {
    guard count <= 5 else { throw FunctionError("Too many pattern letters: \(letter)") }
    if count <= 2 { value(field, count) } else { word(field, count) }
  }

  /// One letter takes any number of digits, two take two.
  private mutating func value(_ field: PatternField, _ count: Int) {
    if count == 1 {
      number(field, 1, 19, .normal)
    } else {
      number(field, count, count, .notNegative)
    }
  }

  private mutating func number(
    _ field: PatternField, _ low: Int, _ high: Int, _ sign: PatternElement.Sign
  ) {
    appendNumber(
      PatternElement(
        kind: .number, field: field, sign: sign, low: Int32(low), high: Int32(max(low, high))))
  }

  private mutating func appendNumber(_ element: PatternElement) {
    var element = element
    if let active = activeNumber {
      if element.low == element.high && element.sign == .notNegative {
        if elements[active].subsequent >= 0 { elements[active].subsequent += element.high }
        element.subsequent = -1
        elements.append(element)
        return
      }
      elements[active].subsequent = -1
    }
    activeNumber = elements.count
    elements.append(element)
  }

  private mutating func word(_ field: PatternField, _ style: Int) {
    activeNumber = nil
    elements.append(
      PatternElement(kind: .text, field: field, low: Int32(min(style, 5))))
  }

  // MARK: - Zones

  private mutating func zone(_ letter: Character, _ count: Int) throws(FunctionError) {
    activeNumber = nil
    let tooMany = FunctionError("Too many pattern letters: \(letter)")
    switch letter {
    case "V":
      guard count == 2 else { throw FunctionError("Pattern letter count must be 2: V") }
      elements.append(PatternElement(kind: .zoneId))
    case "v", "z":
      guard count <= 4 else { throw tooMany }
      elements.append(PatternElement(kind: .zoneName, low: count == 4 ? 4 : 3))
    case "O":
      guard count == 1 || count == 4 else {
        throw FunctionError("Pattern letter count must be 1 or 4: O")
      }
      elements.append(PatternElement(kind: .localizedOffset, low: count == 4 ? 4 : 3))
    case "Z":
      guard count <= 5 else { throw tooMany }
      if count == 4 {
        elements.append(PatternElement(kind: .localizedOffset, low: 4))
      } else {
        offset(count == 5 ? .hoursColonMinutesAndSecondsIfAny : .hoursMinutes, count == 5)
      }
    default:
      guard let shape = OffsetShape(rawValue: Int32(count)) else { throw tooMany }
      offset(shape, letter == "X")
    }
  }

  private mutating func offset(_ shape: OffsetShape, _ zeroIsZ: Bool) {
    elements.append(PatternElement(kind: .offset, zeroIsZ: zeroIsZ, low: shape.rawValue))
  }
}
