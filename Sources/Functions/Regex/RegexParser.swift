// Reads a pattern in the syntax of java.util.regex: alternatives, sequences, quantifiers, groups
// of all kinds, inline flags, quotations, back references. Classes are in RegexParser+Classes.

import Values

struct RegexParser {
  /// How deep groups may be nested.
  private static let depthMax = 200
  /// The largest number in a quantifier.
  private static let countMax = 1_000

  /// What `(?imsux)` switches.
  struct Flags {
    var ignoresCase = false
    var isMultiline = false
    var dotTakesAll = false
    var hasComments = false
    var isUnicode = false
  }

  let pattern: [UInt32]
  var position = 0
  var flags = Flags()
  private(set) var groupCount = 0
  private(set) var names: [String: Int] = [:]
  private var depth = 0

  init(_ text: String) { pattern = text.unicodeScalars.map(\.value) }

  /// Reads the whole pattern.
  mutating func parse() throws(FunctionError) -> RegexNode {
    let node = try parseAlternatives()
    guard position == pattern.count else { throw failure("unmatched closing ')'") }
    return node
  }

  func failure(_ reason: String) -> FunctionError {
    FunctionError("Invalid regular expression pattern: \(reason) near index \(position)")
  }

  func peek(_ offset: Int = 0) -> UInt32? {
    position + offset < pattern.count ? pattern[position + offset] : nil
  }

  func startsWith(_ text: StaticString) -> Bool {
    guard position + text.utf8CodeUnitCount <= pattern.count else { return false }
    for i in 0..<text.utf8CodeUnitCount where pattern[position + i] != UInt32(text.utf8Start[i]) {
      return false
    }
    return true
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek() == character.value else { return false }
    position += 1
    return true
  }

  // MARK: - Structure

  private mutating func parseAlternatives() throws(FunctionError) -> RegexNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= RegexParser.depthMax else { throw failure("groups nested too deep") }
    var branches = [try parseSequence()]
    while take("|") { branches.append(try parseSequence()) }
    return branches.count == 1 ? branches[0] : .alternatives(branches)
  }

  private mutating func parseSequence() throws(FunctionError) -> RegexNode {
    var parts: [RegexNode] = []
    while let next = peek(), next != UInt32(UInt8(ascii: "|")), next != UInt32(UInt8(ascii: ")")) {
      if flags.hasComments, skipComment(next) { continue }
      if startsWith("\\Q") {
        parts += try parseQuotation()
        continue
      }
      guard let atom = try parseAtom() else { continue }
      parts.append(try parseQuantifiers(atom))
    }
    return parts.count == 1 ? parts[0] : (parts.isEmpty ? .empty : .sequence(parts))
  }

  private mutating func skipComment(_ next: UInt32) -> Bool {
    if next == 0x23 {
      while let character = peek(), character != 0x0A { _ = character; position += 1 }
      return true
    }
    guard RegexSet.blanks.contains(next) else { return false }
    position += 1
    return true
  }

  /// `\Q…\E`; a quantifier behind it belongs to the last character.
  private mutating func parseQuotation() throws(FunctionError) -> [RegexNode] {
    position += 2
    var parts: [RegexNode] = []
    while position < pattern.count, !startsWith("\\E") {
      parts.append(scalar(pattern[position]))
      position += 1
    }
    if position < pattern.count { position += 2 }
    if let last = parts.popLast() { parts.append(try parseQuantifiers(last)) }
    return parts
  }

  private mutating func parseQuantifiers(_ atom: RegexNode) throws(FunctionError) -> RegexNode {
    var node = atom
    while let next = peek() {
      if flags.hasComments, skipComment(next) { continue }
      let bounds: (Int, Int?)
      switch UInt8(truncatingIfNeeded: next) {
      case UInt8(ascii: "*") where next < 0x80: bounds = (0, nil)
      case UInt8(ascii: "+") where next < 0x80: bounds = (1, nil)
      case UInt8(ascii: "?") where next < 0x80: bounds = (0, 1)
      case UInt8(ascii: "{") where next < 0x80: bounds = try parseBounds()
      default: return node
      }
      position += 1
      var greed = RegexGreed.greedy
      if take("?") { greed = .lazy } else if take("+") { greed = .possessive }
      node = .repetition(node, least: bounds.0, most: bounds.1, greed)
    }
    return node
  }

  /// `{n}`, `{n,}`, `{n,m}`; leaves the position at the brace.
  private mutating func parseBounds() throws(FunctionError) -> (Int, Int?) {
    position += 1
    guard let least = parseNumber() else { throw failure("illegal repetition") }
    var most: Int? = least
    if take(",") { most = parseNumber() }
    guard peek() == 0x7D else { throw failure("unclosed counted closure") }
    guard least <= most ?? least, max(least, most ?? 0) <= RegexParser.countMax else {
      throw failure("illegal repetition range")
    }
    return (least, most)
  }

  private mutating func parseNumber() -> Int? {
    var value: Int?
    while let digit = peek(), digit >= 48, digit <= 57 {
      value = min((value ?? 0) * 10 + Int(digit - 48), 1_000_000)
      position += 1
    }
    return value
  }

  // MARK: - Atoms

  /// Nil for what stands for nothing by itself, such as flags.
  private mutating func parseAtom() throws(FunctionError) -> RegexNode? {
    let character = pattern[position]
    switch Unicode.Scalar(character) ?? " " {
    case "(": return try parseGroup()
    case "[": return .set(caseless(try parseClass()))
    case ".":
      position += 1
      return .set(flags.dotTakesAll ? .all : .negated(.terminators))
    case "^":
      position += 1
      return .assertion(flags.isMultiline ? .lineStart : .textStart)
    case "$":
      position += 1
      return .assertion(flags.isMultiline ? .lineEnd : .textEndOrLastTerminator)
    case "*", "+", "?": throw failure("dangling meta character")
    case "{": throw failure("illegal repetition")
    case "\\": return try parseEscape()
    default:
      position += 1
      return scalar(character)
    }
  }

  func scalar(_ value: UInt32) -> RegexNode {
    guard flags.ignoresCase, !RegexCase.variants(value, flags.isUnicode).isEmpty else {
      return .scalar(value)
    }
    return .set(caseless(.range(value, value)))
  }

  func caseless(_ set: RegexSet) -> RegexSet {
    flags.ignoresCase ? .caseless(set, isUnicode: flags.isUnicode) : set
  }

  private mutating func parseGroup() throws(FunctionError) -> RegexNode? {
    position += 1
    let outer = flags
    guard take("?") else {
      groupCount += 1
      let number = groupCount
      return .group(try parseClosed(outer), number: number)
    }
    if take(":") { return .group(try parseClosed(outer), number: nil) }
    if take(">") { return .atomic(try parseClosed(outer)) }
    if take("=") { return try parseLook(outer, isAhead: true, isNegative: false) }
    if take("!") { return try parseLook(outer, isAhead: true, isNegative: true) }
    if take("<") {
      if take("=") { return try parseLook(outer, isAhead: false, isNegative: false) }
      if take("!") { return try parseLook(outer, isAhead: false, isNegative: true) }
      let name = try parseName()
      groupCount += 1
      guard names.updateValue(groupCount, forKey: name) == nil else {
        throw failure("the group name <\(name)> is already defined")
      }
      let number = groupCount
      return .group(try parseClosed(outer), number: number)
    }
    try parseFlags()
    if take(")") { return nil }
    guard take(":") else { throw failure("unknown inline modifier") }
    return .group(try parseClosed(outer), number: nil)
  }

  private mutating func parseLook(
    _ outer: Flags, isAhead: Bool, isNegative: Bool
  ) throws(FunctionError) -> RegexNode {
    .look(try parseClosed(outer), isAhead: isAhead, isNegative: isNegative)
  }

  /// The inside of a group up to its parenthesis; flags set inside end there.
  private mutating func parseClosed(_ outer: Flags) throws(FunctionError) -> RegexNode {
    let inner = try parseAlternatives()
    guard take(")") else { throw failure("unclosed group") }
    flags = outer
    return inner
  }

  mutating func parseName() throws(FunctionError) -> String {
    var name = ""
    while let character = peek(), let scalar = Unicode.Scalar(character), scalar != ">" {
      guard scalar.isASCII, RegexSet.word.contains(character), scalar != "_" else {
        throw failure("named capturing group has a bad name")
      }
      name.unicodeScalars.append(scalar)
      position += 1
    }
    guard take(">"), let first = name.unicodeScalars.first, !RegexSet.digits.contains(first.value)
    else { throw failure("named capturing group is missing trailing '>'") }
    return name
  }

  private mutating func parseFlags() throws(FunctionError) {
    var isOn = true
    while let character = peek().flatMap({ Unicode.Scalar($0) }) {
      switch character {
      case "-": isOn = false
      case "i": flags.ignoresCase = isOn
      case "m": flags.isMultiline = isOn
      case "s": flags.dotTakesAll = isOn
      case "x": flags.hasComments = isOn
      case "u", "U": flags.isUnicode = isOn
      case "d": break
      default: return
      }
      position += 1
    }
    throw failure("unknown inline modifier")
  }
}
