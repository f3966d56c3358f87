// What a WITH clause may say about a format.

/// The properties of a format at one side of a topic.
package struct FormatProperties: Hashable, Sendable, Codable {
  /// The delimiter of DELIMITED, an ASCII character; nil = comma.
  package var delimiter: UInt8?
  /// Whether a single value column is wrapped in an object; nil = what the format does by default.
  package var wrapSingle: Bool?

  package init(delimiter: UInt8? = nil, wrapSingle: Bool? = nil) {
    self.delimiter = delimiter
    self.wrapSingle = wrapSingle
  }

  /// The delimiter that a WITH clause names: one character, or the words TAB and SPACE.
  package static func delimiter(parsing text: String) throws(FormatError) -> UInt8 {
    if text.allSatisfy({ $0 == " " || $0 == "\t" || $0.isNewline }) {
      throw FormatError(
        .invalidProperty,
        "Delimiter cannot be empty, if you meant to have a tab or space for delimiter, please use "
          + "the special values 'TAB' or 'SPACE'\nExample valid value: ';'")
    }
    if text.uppercased() == "TAB" { return UInt8(ascii: "\t") }
    if text.uppercased() == "SPACE" { return UInt8(ascii: " ") }
    guard text.utf8.count == 1, let byte = text.utf8.first else {
      throw FormatError(
        .invalidProperty,
        "Invalid delimiter value: '\(text)'. Delimiter must be a single ASCII character or "
          + "TAB,SPACE")
    }
    return byte
  }
}
