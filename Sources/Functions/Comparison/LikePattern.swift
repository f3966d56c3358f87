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

  /// Tokens of the general shape: code points, and two numbers beyond them for the wildcards.
  private static let run: UInt32 = 0xFFFF_FFFF
  private static let one: UInt32 = 0xFFFF_FFFE

  private let shape: Shape
  /// Literal texts between `%`, UTF-8, one behind the other, and where each begins and ends.
  private let literals: [UInt8]
  private let bounds: [Int]
  private let tokens: [UInt32]

  /// Compiles a pattern. `escape` makes the next `%`, `_` or itself literal.
  package init(_ pattern: String, escape: Unicode.Scalar? = nil) throws(FunctionError) {
    var tokens: [UInt32] = []
    var pieces: [[UInt8]] = [[]]
    var isPlain = true
    var isEscaped = false
    for scalar in pattern.unicodeScalars {
      if let escape, scalar == escape, !isEscaped {
        isEscaped = true
        continue
      }
      if scalar == "%" && !isEscaped {
        if tokens.last != LikePattern.run { tokens.append(LikePattern.run) }
        pieces.append([])
      } else if scalar == "_" && !isEscaped {
        tokens.append(LikePattern.one)
        isPlain = false
      } else {
        if LikePattern.isTerminator(scalar.value) { isPlain = false }
        tokens.append(scalar.value)
        pieces[pieces.count - 1].append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
      }
      isEscaped = false
    }
    guard !isEscaped else {
      throw FunctionError("LIKE pattern must not end with its escape character: \(pattern)")
    }
    self.tokens = tokens
    shape = !isPlain ? .general : pieces.count == 1 ? .exact : .pieces
    if pieces.count > 1 {
      // Inner empty pieces come from `%%` and ask for nothing.
      let inner = pieces.dropFirst().dropLast().filter { !$0.isEmpty }
      pieces = [pieces[0]] + inner + [pieces[pieces.count - 1]]
    }
    literals = pieces.flatMap { $0 }
    bounds = pieces.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
  }

  /// Checks the text behind ESCAPE: one character, or the dialect's message.
  package static func escapeCharacter(_ text: String) throws(FunctionError) -> Unicode.Scalar {
    let scalars = Array(text.unicodeScalars)
    guard scalars.count == 1 else {
      throw FunctionError("Expected single character escape but got: \(text)")
    }
    return scalars[0]
  }

  /// Writes 1 where the whole text of a row matches, else 0.
  func match(_ texts: TextVector, count: Int, _ out: UnsafeMutablePointer<UInt8>) {
    literals.withUnsafeBufferPointer { literals in
      bounds.withUnsafeBufferPointer { bounds in
        switch shape {
        case .exact:
          for row in 0..<count { out[row] = ByteScan.equal(texts[row], literals) ? 1 : 0 }
        case .pieces:
          let matcher = Pieces(literals: literals, bounds: bounds)
          let isClean = LikePattern.isClean(texts, count: count)
          for row in 0..<count {
            let text = texts[row]
            let matches = matcher.match(text) && (isClean || !LikePattern.hasTerminator(text))
            out[row] = matches ? 1 : 0
          }
        case .general:
          tokens.withUnsafeBufferPointer { tokens in
            for row in 0..<count {
              out[row] = LikePattern.matches(texts[row], tokens) ? 1 : 0
            }
          }
        }
      }
    }
  }

  /// The literal pieces of a pattern without `_`.
  private struct Pieces {
    let literals: UnsafeBufferPointer<UInt8>
    let bounds: UnsafeBufferPointer<Int>

    @inline(__always)
    private func piece(_ index: Int) -> UnsafeBufferPointer<UInt8> {
      UnsafeBufferPointer(rebasing: literals[bounds[index]..<bounds[index + 1]])
    }

    @inline(__always)
    func match(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
      let lastIndex = bounds.count - 2
      let first = piece(0)
      let last = piece(lastIndex)
      guard first.count + last.count <= text.count, let base = text.baseAddress else {
        return first.isEmpty && last.isEmpty && lastIndex == 1
      }
      let end = text.count - last.count
      guard ByteScan.equal(UnsafeBufferPointer(start: base, count: first.count), first),
        ByteScan.equal(UnsafeBufferPointer(start: base + end, count: last.count), last)
      else { return false }
      let middle = UnsafeBufferPointer(start: base, count: end)
      var position = first.count
      var index = 1
      while index < lastIndex {
        let wanted = piece(index)
        guard let found = ByteScan.find(wanted, in: middle, from: position) else { return false }
        position = found + wanted.count
        index += 1
      }
      return true
    }
  }

  // MARK: - Line terminators

  private static func isTerminator(_ scalar: UInt32) -> Bool {
    scalar == 0x0A || scalar == 0x0D || scalar == 0x85 || scalar == 0x2028 || scalar == 0x2029
  }

  /// Whether no row can hold a line terminator: all texts are ASCII without control characters
  /// below U+000E. One comparison for 16 bytes, as signed bytes below 14 are just the others.
  private static func isClean(_ texts: TextVector, count: Int) -> Bool {
    let raw = UnsafeRawPointer(texts.start(0))
    let size = texts.byteCount(count)
    var suspicious = SIMD16<Int8>(repeating: 0)
    let limit = SIMD16<Int8>(repeating: 0x0E)
    var i = 0
    while i + 16 <= size {
      let block = raw.loadUnaligned(fromByteOffset: i, as: SIMD16<Int8>.self)
      suspicious.replace(with: 1, where: block .< limit)
      i += 16
    }
    if suspicious != SIMD16<Int8>(repeating: 0) { return false }
    while i < size {
      if raw.load(fromByteOffset: i, as: Int8.self) < 0x0E { return false }
      i += 1
    }
    return true
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
  private static func matches(
    _ text: UnsafeBufferPointer<UInt8>, _ tokens: UnsafeBufferPointer<UInt32>
  ) -> Bool {
    var position = 0
    var token = 0
    var retryToken = -1
    var retryPosition = 0
    while true {
      if token < tokens.count, tokens[token] == run {
        retryToken = token + 1
        retryPosition = position
        token += 1
        continue
      }
      if position < text.count, token < tokens.count {
        let (scalar, next) = UTF8Scan.scalar(in: text, at: position)
        let wanted = tokens[token]
        if wanted == scalar || (wanted == one && !isTerminator(scalar)) {
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
}
