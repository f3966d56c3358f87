// A regular expression as a tree, in the dialect of java.util.regex.

import Values

indirect enum RegexNode: Sendable {
  case empty
  case scalar(UInt32)
  case set(RegexSet)
  case assertion(RegexAssertion)
  /// A group with a number takes part in the result.
  case group(RegexNode, number: Int?)
  case sequence([RegexNode])
  case alternatives([RegexNode])
  /// `most` nil = without limit.
  case repetition(RegexNode, least: Int, most: Int?, RegexGreed)
  case backreference(Int, ignoresCase: Bool)
  case look(RegexNode, isAhead: Bool, isNegative: Bool)
  case atomic(RegexNode)
}

enum RegexGreed {
  case greedy
  case lazy
  case possessive
}

/// Conditions that take no character.
enum RegexAssertion: Int32 {
  case textStart
  case lineStart
  case textEnd
  /// The end, or before a line terminator at the end.
  case textEndOrLastTerminator
  case lineEnd
  case wordBoundary
  case notWordBoundary
}

/// A set of code points.
indirect enum RegexSet: Sendable {
  case range(UInt32, UInt32)
  case property(RegexProperty)
  case union([RegexSet])
  case intersection([RegexSet])
  case negated(RegexSet)
  /// Either case of a letter is in the set if the other one is; only ASCII letters unless Unicode.
  case caseless(RegexSet, isUnicode: Bool)

  static let digits = RegexSet.range(0x30, 0x39)
  static let word = RegexSet.union([
    .range(0x30, 0x39), .range(0x41, 0x5A), .range(0x5F, 0x5F), .range(0x61, 0x7A),
  ])
  static let blanks = RegexSet.union([.range(0x09, 0x0D), .range(0x20, 0x20)])
  static let horizontal = RegexSet.union([
    .range(0x09, 0x09), .range(0x20, 0x20), .range(0xA0, 0xA0), .range(0x1680, 0x1680),
    .range(0x180E, 0x180E), .range(0x2000, 0x200A), .range(0x202F, 0x202F),
    .range(0x205F, 0x205F), .range(0x3000, 0x3000),
  ])
  static let vertical = RegexSet.union([
    .range(0x0A, 0x0D), .range(0x85, 0x85), .range(0x2028, 0x2029),
  ])
  static let terminators = RegexSet.union([
    .range(0x0A, 0x0A), .range(0x0D, 0x0D), .range(0x85, 0x85), .range(0x2028, 0x2029),
  ])
  static let all = RegexSet.range(0, 0x10FFFF)

  func contains(_ scalar: UInt32) -> Bool {
    switch self {
    case .range(let low, let high): scalar >= low && scalar <= high
    case .property(let property): property.contains(scalar)
    case .union(let parts): parts.contains { $0.contains(scalar) }
    case .intersection(let parts): parts.allSatisfy { $0.contains(scalar) }
    case .negated(let set): !set.contains(scalar)
    case .caseless(let set, let isUnicode):
      set.contains(scalar) || RegexCase.variants(scalar, isUnicode).contains { set.contains($0) }
    }
  }

  /// What holds for all characters beyond ASCII alike; nil if they differ.
  var beyondASCII: Bool? {
    switch self {
    case .range(let low, let high):
      high < 0x80 ? false : (low <= 0x80 && high == 0x10FFFF ? true : nil)
    case .property: nil
    case .union(let parts):
      parts.contains { $0.beyondASCII == true }
        ? true : (parts.allSatisfy { $0.beyondASCII == false } ? false : nil)
    case .intersection(let parts):
      parts.contains { $0.beyondASCII == false }
        ? false : (parts.allSatisfy { $0.beyondASCII == true } ? true : nil)
    case .negated(let set): set.beyondASCII.map { !$0 }
    case .caseless(let set, let isUnicode): isUnicode ? nil : set.beyondASCII
    }
  }
}

enum RegexCase {
  /// The other forms of a letter.
  static func variants(_ scalar: UInt32, _ isUnicode: Bool) -> [UInt32] {
    switch scalar {
    case 0x41...0x5A: return [scalar + 0x20]
    case 0x61...0x7A: return [scalar - 0x20]
    default: break
    }
    guard isUnicode, scalar >= 0x80, let letter = Unicode.Scalar(scalar) else { return [] }
    let mappings = [letter.properties.lowercaseMapping, letter.properties.uppercaseMapping]
    return mappings.compactMap { mapping in
      let scalars = mapping.unicodeScalars
      return scalars.count == 1 ? scalars.first?.value : nil
    }
  }
}

/// A set that Unicode or POSIX names.
enum RegexProperty: Sendable {
  case letter
  case upper
  case lower
  case title
  case mark
  case number
  case decimalDigit
  case punctuation
  case symbol
  case separator
  case control
  case alphabetic
  case whiteSpace
  case script(RegexScript)

  /// Scripts and blocks by their main ranges.
  enum RegexScript: Sendable {
    case latin
    case greek
    case cyrillic
    case han
    case hiragana
    case katakana
  }

  func contains(_ value: UInt32) -> Bool {
    guard let scalar = Unicode.Scalar(value) else { return false }
    let category = scalar.properties.generalCategory
    switch self {
    case .letter:
      return [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter]
        .contains(category)
    case .upper: return category == .uppercaseLetter
    case .lower: return category == .lowercaseLetter
    case .title: return category == .titlecaseLetter
    case .mark: return [.nonspacingMark, .spacingMark, .enclosingMark].contains(category)
    case .number: return [.decimalNumber, .letterNumber, .otherNumber].contains(category)
    case .decimalDigit: return category == .decimalNumber
    case .punctuation:
      return [
        .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
        .initialPunctuation, .finalPunctuation, .otherPunctuation,
      ].contains(category)
    case .symbol:
      return [.mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol].contains(category)
    case .separator:
      return [.spaceSeparator, .lineSeparator, .paragraphSeparator].contains(category)
    case .control:
      return [.control, .format, .surrogate, .privateUse, .unassigned].contains(category)
    case .alphabetic: return scalar.properties.isAlphabetic
    case .whiteSpace: return scalar.properties.isWhitespace
    case .script(let script): return script.contains(value)
    }
  }
}

extension RegexProperty.RegexScript {
  func contains(_ value: UInt32) -> Bool {
    switch self {
    case .latin:
      (value < 0x250 && RegexProperty.letter.contains(value) && value != 0xB5)
        || (value >= 0x1E00 && value <= 0x1EFF) || (value >= 0xFF21 && value <= 0xFF5A)
    case .greek: (value >= 0x370 && value <= 0x3FF) || (value >= 0x1F00 && value <= 0x1FFF)
    case .cyrillic: value >= 0x400 && value <= 0x52F
    case .han:
      (value >= 0x4E00 && value <= 0x9FFF) || (value >= 0x3400 && value <= 0x4DBF)
        || (value >= 0x20000 && value <= 0x2FA1F) || (value >= 0xF900 && value <= 0xFAFF)
    case .hiragana: value >= 0x3041 && value <= 0x309F
    case .katakana: value >= 0x30A0 && value <= 0x30FF
    }
  }
}
