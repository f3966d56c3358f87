// REGEXP_REPLACE: all matches replaced; `$1` and `${name}` in the replacement stand for groups,
// a backslash makes the next character plain.

import Values

extension ScalarFunction {
  static let regexpReplace = ScalarFunction(
    "REGEXP_REPLACE", category: StringFunctions.category,
    summary: "The text with everything that matches a pattern replaced.",
    overloads: [
      ScalarOverload(
        [
          .string("text", "where to replace"), .string("pattern", "a regular expression"),
          .string("replacement", "what to put there; $n stands for group n"),
        ],
        returns: .string,
        kernel: { call in
          let texts = call.texts(0)
          var cache = RegexCache(call.texts(1))
          let replacements = call.texts(2)
          let call0 = call
          return call.makeText { row, out, errors in
            guard call0.allValid(row), let matcher = cache.matcher(row, &errors) else {
              return false
            }
            do throws(FunctionError) {
              try RegexReplacement.write(texts[row], matcher, replacements[row], to: &out)
              return true
            } catch {
              errors.fail(row, error.reason)
              return false
            }
          }
        })
    ],
    examples: [
      FunctionExample("REGEXP_REPLACE('baababaa', '(ab)+', 'cat')", "bacataa"),
      FunctionExample("REGEXP_REPLACE('a-b', '(a)-(b)', '$2-$1')", "b-a"),
    ])
}

enum RegexReplacement {
  typealias Text = UnsafeBufferPointer<UInt8>

  /// Writes the text with all matches replaced.
  static func write(
    _ text: Text, _ matcher: RegexMatcher, _ replacement: Text, to out: inout TextOutput
  ) throws(FunctionError) {
    var matches = RegexMatches(matcher, in: text)
    var position = 0
    while let range = try matches.next() {
      out.append(text[position..<range.lowerBound])
      try expand(replacement, matcher, text, to: &out)
      position = range.upperBound
    }
    out.append(text[position...])
  }

  private static func expand(
    _ replacement: Text, _ matcher: RegexMatcher, _ text: Text, to out: inout TextOutput
  ) throws(FunctionError) {
    var i = 0
    while i < replacement.count {
      let byte = replacement[i]
      i += 1
      if byte == UInt8(ascii: "\\") {
        guard i < replacement.count else {
          throw FunctionError("character to be escaped is missing")
        }
        out.append(replacement[i])
        i += 1
      } else if byte == UInt8(ascii: "$") {
        let number = try group(replacement, &i, matcher.program)
        if let range = matcher.range(of: number) { out.append(text[range]) }
      } else {
        out.append(byte)
      }
    }
  }

  /// The group behind a dollar sign.
  private static func group(
    _ replacement: Text, _ i: inout Int, _ program: RegexProgram
  ) throws(FunctionError) -> Int {
    guard i < replacement.count else { throw FunctionError("Illegal group reference") }
    if replacement[i] == UInt8(ascii: "{") {
      guard let end = replacement[i...].firstIndex(of: UInt8(ascii: "}")) else {
        throw FunctionError("named capturing group is missing trailing '}'")
      }
      let name = String(decoding: replacement[(i + 1)..<end], as: UTF8.self)
      guard let number = program.names[name] else {
        throw FunctionError("No group with name {\(name)}")
      }
      i = end + 1
      return number
    }
    guard let first = digit(replacement[i]) else { throw FunctionError("Illegal group reference") }
    var number = first
    i += 1
    // More digits belong to the number as long as such a group exists.
    while i < replacement.count, let next = digit(replacement[i]),
      number * 10 + next <= program.groupCount
    {
      number = number * 10 + next
      i += 1
    }
    guard number <= program.groupCount else { throw FunctionError("No group \(number)") }
    return number
  }

  private static func digit(_ byte: UInt8) -> Int? {
    byte >= 48 && byte <= 57 ? Int(byte - 48) : nil
  }
}
