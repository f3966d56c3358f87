// The shape of `${name}`, which the lexer and the substitution of variables must agree on.

enum VariableReference {
  /// The length of a `${name}` that begins at `offset`; nil when there is none.
  static func length(at offset: Int, in bytes: [UInt8]) -> Int? {
    guard offset + 3 < bytes.count, bytes[offset] == UInt8(ascii: "$"),
      bytes[offset + 1] == UInt8(ascii: "{"), Lexer.isWordStart(bytes[offset + 2])
    else { return nil }
    var end = offset + 3
    while end < bytes.count, Lexer.isWordPart(bytes[end]) { end += 1 }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "}") else { return nil }
    return end + 1 - offset
  }
}
