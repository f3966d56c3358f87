// When a name needs quotes.

/// How identifiers are written.
package enum IdentifierText {
  /// The name as it can be read back: bare when it is upper-case and no reserved word, otherwise in
  /// back-ticks, with those inside doubled.
  package static func quotedIfNeeded(_ name: String) -> String {
    canStandBare(name) ? name : quoted(name)
  }

  /// The name in back-ticks.
  package static func quoted(_ name: String) -> String {
    var text = "`"
    for character in name.unicodeScalars {
      text.unicodeScalars.append(character)
      if character == "`" { text += "`" }
    }
    return text + "`"
  }

  /// Whether the bare word is an identifier that means this name.
  package static func canStandBare(_ name: String) -> Bool {
    var isFirst = true
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): break
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "@"): if isFirst { return false }
      default: return false
      }
      isFirst = false
    }
    return !isFirst && !Keyword.isReserved(name)
  }
}
