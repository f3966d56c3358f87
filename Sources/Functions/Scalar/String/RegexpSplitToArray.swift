// REGEXP_SPLIT_TO_ARRAY. A pattern that can match nothing splits as Java's String.split does, which
// drops empty parts at the end and a first empty match; any other keeps all parts.

import Values

extension ScalarFunction {
  static let regexpSplitToArray = ScalarFunction(
    "REGEXP_SPLIT_TO_ARRAY", category: StringFunctions.category,
    summary: "The parts of a text between the matches of a pattern.",
    overloads: [
      ScalarOverload(
        [.string("text", "the text to split"), .string("pattern", "a regular expression")],
        returns: .array(.string),
        kernel: { call in
          let texts = call.texts(0)
          var cache = RegexCache(call.texts(1))
          let call0 = call
          return call.makeTexts { row, out, errors in
            guard call0.allValid(row), let matcher = cache.matcher(row, &errors) else {
              return false
            }
            do throws(FunctionError) {
              for part in try RegexSplit.parts(of: texts[row], matcher) { out.add(part) }
              return true
            } catch {
              errors.fail(row, error.reason)
              return false
            }
          }
        })
    ],
    examples: [
      FunctionExample("REGEXP_SPLIT_TO_ARRAY('aabcda', 'bc|a')", "[, , , d, ]"),
      FunctionExample("REGEXP_SPLIT_TO_ARRAY('abc', '')", "[a, b, c]"),
    ])
}

enum RegexSplit {
  static func parts(
    of text: UnsafeBufferPointer<UInt8>, _ matcher: RegexMatcher
  ) throws(FunctionError) -> [Slice<UnsafeBufferPointer<UInt8>>] {
    let nothing = UnsafeBufferPointer(rebasing: text[0..<0])
    let matchesEmpty = try matcher.find(in: nothing, from: 0)
    var matches = RegexMatches(matcher, in: text)
    var parts: [Slice<UnsafeBufferPointer<UInt8>>] = []
    var position = 0
    while let range = try matches.next() {
      let isAtEdge = range.lowerBound == 0 || range.lowerBound == text.count
      if matchesEmpty && range.isEmpty && isAtEdge { continue }
      parts.append(text[position..<range.lowerBound])
      position = range.upperBound
    }
    parts.append(text[position...])
    if matchesEmpty {
      while parts.count > 1, parts.last?.isEmpty == true { parts.removeLast() }
    }
    return parts
  }
}
