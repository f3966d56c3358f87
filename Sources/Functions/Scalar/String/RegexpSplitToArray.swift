// REGEXP_SPLIT_TO_ARRAY. A pattern that can match nothing splits as Java's String.split does, which
// drops empty parts at the end and a first empty match; any other keeps all parts.

import Values
import _StringProcessing

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
            guard call0.allValid(row), let regex = cache.regex(row, &errors) else { return false }
            for part in RegexSplit.parts(of: texts.string(row), regex) { out.add(String(part)) }
            return true
          }
        })
    ],
    examples: [
      FunctionExample("REGEXP_SPLIT_TO_ARRAY('aabcda', 'bc|a')", "[, , , d, ]"),
      FunctionExample("REGEXP_SPLIT_TO_ARRAY('abc', '')", "[a, b, c]"),
    ])
}

enum RegexSplit {
  static func parts(of text: String, _ regex: RegexText) -> [Swift.Substring] {
    let matchesEmpty = "".firstMatch(of: regex.pattern) != nil
    var parts: [Swift.Substring] = []
    var position = text.startIndex
    for match in regex.matches(in: text) {
      if matchesEmpty && match.range.isEmpty
        && (match.range.lowerBound == text.startIndex || match.range.lowerBound == text.endIndex)
      {
        continue
      }
      parts.append(text[position..<match.range.lowerBound])
      position = match.range.upperBound
    }
    parts.append(text[position...])
    if matchesEmpty {
      while parts.count > 1, parts.last?.isEmpty == true { parts.removeLast() }
    }
    return parts
  }
}
