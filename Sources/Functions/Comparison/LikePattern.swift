// A compiled LIKE pattern: a list of literal pieces between wildcards. `%` is any run of
// characters, `_` one character; neither takes a line terminator. The common shapes — exact,
// prefix, suffix, contains, several pieces in order — search bytes; patterns with `_` or with
// line terminators of their own walk code points and backtrack to the last `%`.
//
// Safe because reads stay inside the text and the pattern.

/// A compiled LIKE pattern.
package struct LikePattern: Sendable {
  private enum Shape: Sendable {
    case exact
    /// The first piece stands at the start, the last one at the end, the others in order between;
    /// an empty first or last piece leaves that side free.
    case pieces
    case general
  }

  private enum Token: Sendable, Equatable {
    case run
    case one
    case scalar(UInt32)
  }

  private let shape: Shape
  /// Literal texts between `%`, UTF-8.
  private let pieces: [[UInt8]]
  private let tokens: [Token]

  /// Compiles a pattern. `escape` makes the next `%`, `_` or itself literal.
  package init(_ pattern: String, escape: Unicode.Scalar? = nil) throws(FunctionError) {
    var tokens: [Token] = []
    var pieces: [[UInt8]] = [[]]
    var isPlain = true
    var isEscaped = false
    for scalar in pattern.unicodeScalars {
      if let escape, scalar == escape, !isEscaped {
        isEscaped = true
        continue
      }
      if scalar == "%" && !isEscaped {
        if tokens.last != .run { tokens.append(.run) }
        pieces.append([])
      } else if scalar == "_" && !isEscaped {
        tokens.append(.one)
        isPlain = false
      } else {
        if LikePattern.isTerminator(scalar.value) { isPlain = false }
        tokens.append(.scalar(scalar.value))
        pieces[pieces.count - 1].append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
      }
      isEscaped = false
    }
    guard !isEscaped else {
      throw FunctionError("LIKE pattern must not end with its escape character: \(pattern)")
    }
    // Inner empty pieces come from `%%` and ask for nothing.
    let inner = pieces.dropFirst().dropLast().filter { !$0.isEmpty }
    self.pieces =
      pieces.count == 1 ? pieces : [pieces[0]] + inner + [pieces[pieces.count - 1]]
    self.tokens = tokens
    shape = !isPlain ? .general : pieces.count == 1 ? .exact : .pieces
  }

  /// Checks the text behind ESCAPE: one character, or the dialect's message.
  package static func escapeCharacter(_ text: String) throws(FunctionError) -> Unicode.Scalar {
    let scalars = Array(text.unicodeScalars)
    guard scalars.count == 1 else {
      throw FunctionError("Expected single character escape but got: \(text)")
    }
    return scalars[0]
  }

  /// Whether the whole text matches.
  func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    switch shape {
    case .exact: pieces[0].withUnsafeBufferPointer { ByteScan.equal(text, $0) }
    case .pieces: matchesPieces(text) && !LikePattern.hasTerminator(text)
    case .general: LikePattern.matches(text, tokens)
    }
  }

  private func matchesPieces(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let first = pieces[0].count
    let last = pieces[pieces.count - 1].count
    guard first + last <= text.count else { return false }
    let starts = pieces[0].withUnsafeBufferPointer {
      ByteScan.equal(UnsafeBufferPointer(rebasing: text[0..<first]), $0)
    }
    guard starts else { return false }
    let end = text.count - last
    let ends = pieces[pieces.count - 1].withUnsafeBufferPointer {
      ByteScan.equal(UnsafeBufferPointer(rebasing: text[end...]), $0)
    }
    guard ends else { return false }
    if pieces.count == 2 { return true }
    let middle = UnsafeBufferPointer(rebasing: text[0..<end])
    var position = first
    for index in 1..<(pieces.count - 1) {
      let found = pieces[index].withUnsafeBufferPointer {
        ByteScan.find($0, in: middle, from: position)
      }
      guard let found else { return false }
      position = found + pieces[index].count
    }
    return true
  }

  // MARK: - Line terminators

  private static func isTerminator(_ scalar: UInt32) -> Bool {
    scalar == 0x0A || scalar == 0x0D || scalar == 0x85 || scalar == 0x2028 || scalar == 0x2029
  }

  /// Whether the text holds a line terminator: bytes that may be part of one are looked for 16 at
  /// a time; only if there are any, code points are looked at.
  private static func hasTerminator(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = text.baseAddress else { return false }
    let raw = UnsafeRawPointer(base)
    var i = 0
    let low = SIMD16<UInt8>(repeating: 0x0E)
    let lead2 = SIMD16<UInt8>(repeating: 0xC2)
    let lead3 = SIMD16<UInt8>(repeating: 0xE2)
    while i + 16 <= text.count {
      let block = raw.loadUnaligned(fromByteOffset: i, as: SIMD16<UInt8>.self)
      if any((block .< low) .| (block .== lead2) .| (block .== lead3)) {
        return containsTerminator(UnsafeBufferPointer(rebasing: text[i...]))
      }
      i += 16
    }
    while i < text.count {
      let byte = base[i]
      if byte < 0x0E || byte == 0xC2 || byte == 0xE2 {
        return containsTerminator(UnsafeBufferPointer(rebasing: text[i...]))
      }
      i += 1
    }
    return false
  }

  @inline(never)
  private static func containsTerminator(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    for i in 0..<text.count {
      switch text[i] {
      case 0x0A, 0x0D: return true
      case 0xC2: if i + 1 < text.count && text[i + 1] == 0x85 { return true }
      case 0xE2:
        if i + 2 < text.count && text[i + 1] == 0x80 && text[i + 2] & 0xFE == 0xA8 { return true }
      default: continue
      }
    }
    return false
  }

  // MARK: - Code points

  /// Greedy matching with one point to go back to, the last `%`.
  private static func matches(_ text: UnsafeBufferPointer<UInt8>, _ tokens: [Token]) -> Bool {
    var position = 0
    var token = 0
    var retryToken = -1
    var retryPosition = 0
    while true {
      if token < tokens.count, tokens[token] == .run {
        retryToken = token + 1
        retryPosition = position
        token += 1
        continue
      }
      if position < text.count, token < tokens.count {
        let (scalar, next) = UTF8Scan.scalar(in: text, at: position)
        if accepts(tokens[token], scalar) {
          position = next
          token += 1
          continue
        }
      } else if position == text.count && token == tokens.count {
        return true
      }
      // Let the last `%` take one more character.
      guard retryToken >= 0, retryPosition < text.count else { return false }
      let (scalar, next) = UTF8Scan.scalar(in: text, at: retryPosition)
      if isTerminator(scalar) { return false }
      retryPosition = next
      position = next
      token = retryToken
    }
  }

  @inline(__always)
  private static func accepts(_ token: Token, _ scalar: UInt32) -> Bool {
    switch token {
    case .run: false
    case .one: !isTerminator(scalar)
    case .scalar(let expected): expected == scalar
    }
  }
}
