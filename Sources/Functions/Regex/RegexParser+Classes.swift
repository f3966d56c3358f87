// Escapes and character classes of a pattern: `\d`, `\p{Lu}`, `[a-z&&[^aeiou]]`.

import Values

extension RegexParser {
  /// An escape outside a class; the position is at the backslash.
  mutating func parseEscape() throws(FunctionError) -> RegexNode {
    guard let next = peek(1), let character = Unicode.Scalar(next) else {
      throw failure("unexpected internal error: a backslash at the end")
    }
    switch character {
    case "b": return assertion(.wordBoundary)
    case "B": return assertion(.notWordBoundary)
    case "A": return assertion(.textStart)
    case "z": return assertion(.textEnd)
    case "Z": return assertion(.textEndOrLastTerminator)
    case "R":
      position += 2
      return .alternatives([.sequence([.scalar(0x0D), .scalar(0x0A)]), .set(.vertical)])
    case "k":
      position += 2
      guard take("<") else { throw failure("\\k is not followed by '<'") }
      let name = try parseName()
      guard let number = names[name] else { throw failure("no group <\(name)>") }
      return .backreference(number, ignoresCase: flags.ignoresCase)
    case "1"..."9": return backreference()
    default: break
    }
    if let set = try parseSetEscape() { return .set(caseless(set)) }
    return scalar(try parseScalarEscape())
  }

  private mutating func assertion(_ assertion: RegexAssertion) -> RegexNode {
    position += 2
    return .assertion(assertion)
  }

  /// More digits belong to the number as long as such a group exists.
  private mutating func backreference() -> RegexNode {
    position += 1
    var number = Int(pattern[position] - 48)
    position += 1
    while let digit = peek(), digit >= 48, digit <= 57, number * 10 + Int(digit - 48) <= groupCount
    {
      number = number * 10 + Int(digit - 48)
      position += 1
    }
    return .backreference(number, ignoresCase: flags.ignoresCase)
  }

  /// `\d` and its kin, `\p{…}`; nil, and nothing read, for others.
  private mutating func parseSetEscape() throws(FunctionError) -> RegexSet? {
    guard let next = peek(1), let character = Unicode.Scalar(next) else { return nil }
    let set: RegexSet
    switch character {
    case "d": set = .digits
    case "D": set = .negated(.digits)
    case "w": set = .word
    case "W": set = .negated(.word)
    case "s": set = .blanks
    case "S": set = .negated(.blanks)
    case "h": set = .horizontal
    case "H": set = .negated(.horizontal)
    case "v": set = .vertical
    case "V": set = .negated(.vertical)
    case "p", "P":
      position += 2
      let named = try parseProperty()
      return character == "P" ? .negated(named) : named
    default: return nil
    }
    position += 2
    return set
  }

  /// An escape that stands for one character; the position is at the backslash.
  private mutating func parseScalarEscape() throws(FunctionError) -> UInt32 {
    position += 1
    guard let next = peek(), let character = Unicode.Scalar(next) else {
      throw failure("a backslash at the end")
    }
    position += 1
    switch character {
    case "t": return 0x09
    case "n": return 0x0A
    case "r": return 0x0D
    case "f": return 0x0C
    case "a": return 0x07
    case "e": return 0x1B
    case "0": return try parseDigits(most: 3, radix: 8)
    case "x":
      guard take("{") else { return try parseDigits(exactly: 2) }
      let value = try parseDigits(most: 6, radix: 16)
      guard take("}"), value <= 0x10FFFF else { throw failure("illegal hexadecimal escape") }
      return value
    case "u":
      let value = try parseDigits(exactly: 4)
      if value >= 0xD800, value < 0xDC00, startsWith("\\u") {
        position += 2
        let low = try parseDigits(exactly: 4)
        return 0x10000 + (value - 0xD800) << 10 + (low & 0x3FF)
      }
      return value
    case "c":
      guard let control = peek() else { throw failure("illegal control escape") }
      position += 1
      return control ^ 64
    case "a"..."z", "A"..."Z": throw failure("illegal escape sequence")
    default: return next
    }
  }

  private mutating func parseDigits(exactly count: Int) throws(FunctionError) -> UInt32 {
    let start = position
    let value = try parseDigits(most: count, radix: 16)
    guard position == start + count else { throw failure("illegal hexadecimal escape") }
    return value
  }

  private mutating func parseDigits(most: Int, radix: UInt32) throws(FunctionError) -> UInt32 {
    var value: UInt32 = 0
    var count = 0
    while count < most, let digit = peek(), digit < 0x80,
      let number = Hex.digit(UInt8(digit)), number < radix
    {
      value = value * radix + UInt32(number)
      count += 1
      position += 1
    }
    guard count > 0 else { throw failure("illegal escape") }
    return value
  }

  // MARK: - Properties

  private mutating func parseProperty() throws(FunctionError) -> RegexSet {
    var name = ""
    if take("{") {
      while let character = peek(), let scalar = Unicode.Scalar(character), scalar != "}" {
        name.unicodeScalars.append(scalar)
        position += 1
      }
      guard take("}") else { throw failure("unclosed character family") }
    } else if let character = peek(), let scalar = Unicode.Scalar(character) {
      name.unicodeScalars.append(scalar)
      position += 1
    }
    guard let set = RegexParser.property(named: name) else {
      throw failure("unknown character property name {\(name)}")
    }
    return set
  }

  private static func property(named source: String) -> RegexSet? {
    if let set = posix(source) { return set }
    var name = source
    for prefix in ["general_category=", "gc=", "script=", "sc=", "Is", "In", "java"]
    where name.hasPrefix(prefix) {
      name.removeFirst(prefix.count)
      break
    }
    switch name.lowercased() {
    case "l", "letter": return .property(.letter)
    case "lu", "uppercase", "uppercaseletter": return .property(.upper)
    case "ll", "lowercase", "lowercaseletter": return .property(.lower)
    case "lt", "titlecase": return .property(.title)
    case "m": return .property(.mark)
    case "n": return .property(.number)
    case "nd", "digit": return .property(.decimalDigit)
    case "p", "punctuation": return .property(.punctuation)
    case "s": return .property(.symbol)
    case "z": return .property(.separator)
    case "c": return .property(.control)
    case "alphabetic": return .property(.alphabetic)
    case "letterordigit": return .union([.property(.letter), .property(.decimalDigit)])
    case "white_space", "whitespace": return .property(.whiteSpace)
    case "latin": return .property(.script(.latin))
    case "greek": return .property(.script(.greek))
    case "cyrillic": return .property(.script(.cyrillic))
    case "han": return .property(.script(.han))
    case "hiragana": return .property(.script(.hiragana))
    case "katakana": return .property(.script(.katakana))
    default: return nil
    }
  }

  private static func posix(_ name: String) -> RegexSet? {
    switch name {
    case "Lower": .range(0x61, 0x7A)
    case "Upper": .range(0x41, 0x5A)
    case "Alpha": .union([.range(0x41, 0x5A), .range(0x61, 0x7A)])
    case "Digit": .digits
    case "Alnum": .union([.range(0x30, 0x39), .range(0x41, 0x5A), .range(0x61, 0x7A)])
    case "ASCII": .range(0, 0x7F)
    case "Punct":
      .union([.range(0x21, 0x2F), .range(0x3A, 0x40), .range(0x5B, 0x60), .range(0x7B, 0x7E)])
    case "Graph": .range(0x21, 0x7E)
    case "Print": .range(0x20, 0x7E)
    case "Blank": .union([.range(0x20, 0x20), .range(0x09, 0x09)])
    case "Cntrl": .union([.range(0, 0x1F), .range(0x7F, 0x7F)])
    case "XDigit": .union([.range(0x30, 0x39), .range(0x41, 0x46), .range(0x61, 0x66)])
    case "Space": .blanks
    default: nil
    }
  }

  // MARK: - Classes

  /// A class in brackets; the position is at the opening one.
  mutating func parseClass(depth: Int = 0) throws(FunctionError) -> RegexSet {
    guard depth < 50 else { throw failure("classes nested too deep") }
    position += 1
    let isNegated = take("^")
    var intersected: [RegexSet] = []
    var parts: [RegexSet] = []
    var isFirst = true
    while true {
      guard let next = peek() else { throw failure("unclosed character class") }
      if next == 0x5D && !isFirst {
        position += 1
        break
      }
      isFirst = false
      if startsWith("&&") {
        position += 2
        intersected.append(.union(parts))
        parts = []
      } else if next == 0x5B {
        parts.append(try parseClass(depth: depth + 1))
      } else if flags.hasComments, RegexSet.blanks.contains(next) {
        position += 1
      } else {
        parts.append(try parseClassItem())
      }
    }
    if !intersected.isEmpty {
      if !parts.isEmpty { intersected.append(.union(parts)) }
      return isNegated ? .negated(.intersection(intersected)) : .intersection(intersected)
    }
    return isNegated ? .negated(caseless(.union(parts))) : .union(parts)
  }

  private mutating func parseClassItem() throws(FunctionError) -> RegexSet {
    if peek() == 0x5C {
      if startsWith("\\Q") {
        position += 2
        var parts: [RegexSet] = []
        while let next = peek(), !startsWith("\\E") {
          parts.append(.range(next, next))
          position += 1
        }
        if position < pattern.count { position += 2 }
        return .union(parts)
      }
      if let set = try parseSetEscape() { return set }
    }
    let low = try parseClassScalar()
    guard peek() == 0x2D, let after = peek(1), after != 0x5D, after != 0x5B else {
      return .range(low, low)
    }
    position += 1
    let high = try parseClassScalar()
    guard low <= high else { throw failure("illegal character range") }
    return .range(low, high)
  }

  private mutating func parseClassScalar() throws(FunctionError) -> UInt32 {
    guard let next = peek() else { throw failure("unclosed character class") }
    if next == 0x5C { return try parseScalarEscape() }
    position += 1
    return next
  }
}
