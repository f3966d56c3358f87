// The parts of a URI after RFC 2396, as java.net.URI reads them: characters outside ASCII are
// allowed almost everywhere, blanks and a few others nowhere, `%` must start an escape.
//
//   scheme:opaque#fragment      scheme://user@host:port/path?query#fragment
//
// Safe because ranges lie inside the text.

import Values

struct URIText {
  static let invalid = "URL input has invalid syntax"

  typealias Text = UnsafeBufferPointer<UInt8>

  private(set) var scheme: Text?
  private(set) var host: Text?
  private(set) var port: Int?
  /// Nil for an opaque URI such as `mailto:a@b`.
  private(set) var path: Text?
  private(set) var query: Text?
  private(set) var fragment: Text?

  init(_ text: Text) throws(FunctionError) {
    guard URIText.isLegal(text) else {
      throw FunctionError("\(URIText.invalid): \(Self.string(text))")
    }
    var rest = text[...]
    if let mark = rest.firstIndex(of: UInt8(ascii: "#")) {
      fragment = Text(rebasing: rest[(mark + 1)...])
      rest = rest[..<mark]
      if fragment?.contains(UInt8(ascii: "#")) == true { throw FunctionError(URIText.invalid) }
    }
    if let colon = URIText.schemeEnd(rest) {
      scheme = Text(rebasing: rest[..<colon])
      rest = rest[(colon + 1)...]
      guard let first = rest.first else {
        throw FunctionError("\(URIText.invalid): \(Self.string(text))")
      }
      if first != UInt8(ascii: "/") { return }
    } else if rest.first == UInt8(ascii: ":") {
      throw FunctionError("\(URIText.invalid): \(Self.string(text))")
    }
    if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
      query = Text(rebasing: rest[(mark + 1)...])
      rest = rest[..<mark]
    }
    if rest.count >= 2, rest[rest.startIndex] == 47, rest[rest.startIndex + 1] == 47 {
      rest = rest.dropFirst(2)
      let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
      guard end > rest.startIndex || end < rest.endIndex else {
        throw FunctionError("\(URIText.invalid): \(Self.string(text))")
      }
      readAuthority(rest[..<end])
      rest = rest[end...]
    }
    path = Text(rebasing: rest)
  }

  private static func string(_ text: Text) -> String { String(decoding: text, as: UTF8.self) }

  /// No control character, blank or `"<>\^`{|}`; brackets are looked at only in hosts.
  private static func isLegal(_ text: Text) -> Bool {
    var i = 0
    while i < text.count {
      switch text[i] {
      case 0...0x20, 0x7F, UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"),
        UInt8(ascii: "\\"), UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "{"),
        UInt8(ascii: "|"), UInt8(ascii: "}"):
        return false
      case UInt8(ascii: "%"):
        guard i + 2 < text.count, Hex.digit(text[i + 1]) != nil, Hex.digit(text[i + 2]) != nil
        else { return false }
        i += 3
      default: i += 1
      }
    }
    return true
  }

  /// The colon behind a scheme: a letter, then letters, digits, `+ - .`.
  private static func schemeEnd(_ text: Slice<Text>) -> Int? {
    guard let first = text.first, isLetter(first) else { return nil }
    for i in text.indices {
      let byte = text[i]
      if byte == UInt8(ascii: ":") { return i }
      guard isLetter(byte) || isDigit(byte) || byte == 43 || byte == 45 || byte == 46 else {
        return nil
      }
    }
    return nil
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

  /// `[user@]host[:port]`; an authority of another shape has neither host nor port.
  private mutating func readAuthority(_ authority: Slice<Text>) {
    var rest = authority
    if let at = rest.firstIndex(of: UInt8(ascii: "@")) { rest = rest[(at + 1)...] }
    var name = rest
    var tail = rest[rest.endIndex...]
    if rest.first == UInt8(ascii: "["), let close = rest.firstIndex(of: UInt8(ascii: "]")) {
      name = rest[...close]
      tail = rest[(close + 1)...]
    } else {
      if let colon = rest.firstIndex(of: UInt8(ascii: ":")) {
        name = rest[..<colon]
        tail = rest[colon...]
      }
      guard URIText.isHostName(name) else { return }
    }
    var number: Int?
    if let colon = tail.first {
      guard colon == UInt8(ascii: ":"), tail.dropFirst().allSatisfy(URIText.isDigit) else { return }
      let digits = String(decoding: tail.dropFirst(), as: UTF8.self)
      number = digits.isEmpty ? nil : Int(digits).flatMap { $0 <= Int(Int32.max) ? $0 : nil }
      if number == nil && !digits.isEmpty { return }
    }
    host = Text(rebasing: name)
    port = number
  }

  /// Labels of letters, digits and inner hyphens; the last one starts with a letter, unless the
  /// whole is an IPv4 address.
  private static func isHostName(_ name: Slice<Text>) -> Bool {
    var labels = 0
    var areNumbers = true
    var start = name.startIndex
    while start < name.endIndex {
      var end = start
      var number = 0
      while end < name.endIndex, name[end] != UInt8(ascii: ".") {
        let byte = name[end]
        guard isLetter(byte) || isDigit(byte) || byte == 45 else { return false }
        number = isDigit(byte) ? min(number * 10 + Int(byte - 48), 1_000) : 1_000
        end += 1
      }
      guard end > start, name[start] != 45, name[end - 1] != 45 else { return false }
      labels += 1
      if number > 255 { areNumbers = false }
      // A point at the very end is allowed.
      if end >= name.endIndex - 1 { return isLetter(name[start]) || (labels == 4 && areNumbers) }
      start = end + 1
    }
    return false
  }

  // MARK: - Escapes

  /// The text with its escapes resolved; malformed UTF-8 gives replacement characters.
  static func decoded(_ text: Text, plusIsBlank: Bool = false) -> [UInt8]? {
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var hasEscapes = false
    var i = 0
    while i < text.count {
      if text[i] == UInt8(ascii: "%") {
        guard i + 2 < text.count, let high = Hex.digit(text[i + 1]),
          let low = Hex.digit(text[i + 2])
        else { return nil }
        out.append(high << 4 | low)
        hasEscapes = true
        i += 3
      } else {
        out.append(plusIsBlank && text[i] == UInt8(ascii: "+") ? 0x20 : text[i])
        i += 1
      }
    }
    return hasEscapes ? Array(String(decoding: out, as: UTF8.self).utf8) : out
  }
}
