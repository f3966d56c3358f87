// How many columns of a terminal a text takes.

/// Widths of text on a terminal.
enum TextWidth {
  static func of(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
    return text.reduce(0) { $0 + of($1) }
  }

  static func of(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    if first.properties.generalCategory == .nonspacingMark || first.value < 0x20 { return 0 }
    if first.properties.isEmojiPresentation { return 2 }
    switch first.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }

  /// The text in pieces of at most `width` columns; one empty piece for an empty text. Line ends
  /// begin a new piece.
  static func wrapped(_ text: String, _ width: Int) -> [String] {
    var pieces: [String] = []
    var piece = ""
    var used = 0
    for character in text {
      if character.isNewline {
        pieces.append(piece)
        (piece, used) = ("", 0)
        continue
      }
      let next = of(character)
      if used + next > width, used > 0 {
        pieces.append(piece)
        (piece, used) = ("", 0)
      }
      piece.append(character)
      used += next
    }
    pieces.append(piece)
    return pieces
  }

  /// The text cut to `width` columns, ending in `...` when something is missing.
  static func clipped(_ text: String, _ width: Int) -> String {
    let line = text.map { $0.isNewline ? " " : String($0) }.joined()
    guard of(line) > width else { return line }
    guard width > 3 else { return String(repeating: ".", count: width) }
    return wrapped(line, width - 3)[0] + "..."
  }
}
