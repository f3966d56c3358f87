// REGEXP_EXTRACT_ALL: all matches or a group of each.

import Values

extension ScalarFunction {
  static let regexpExtractAll = ScalarFunction(
    "REGEXP_EXTRACT_ALL", category: StringFunctions.category,
    summary: "All parts of a text that match a pattern, or a group of each.",
    overloads: [overload([pattern, text]), overload([pattern, text, group])],
    examples: [
      FunctionExample("REGEXP_EXTRACT_ALL('foo.', 'foo1 a foo2')", "[foo1, foo2]"),
      FunctionExample("REGEXP_EXTRACT_ALL('x+', 'foo')", "[]"),
    ])

  private static let pattern = FunctionParameter.string("pattern", "a regular expression")
  private static let text = FunctionParameter.string("text", "the text to search")
  private static let group = FunctionParameter.integer(
    "group", "the number of a group; 0 is the whole match")

  private static func overload(_ parameters: [FunctionParameter]) -> ScalarOverload {
    ScalarOverload(
      parameters, returns: .array(.string),
      kernel: { call in
        var cache = RegexCache(call.texts(0))
        let texts = call.texts(1)
        let groups = call.arguments.count > 2 ? call.integers(2) : nil
        let call0 = call
        return call.makeTexts { row, out, errors in
          guard call0.allValid(row), let matcher = cache.matcher(row, &errors) else {
            return false
          }
          let group = Int(groups?[row] ?? 0)
          guard group >= 0 else {
            errors.fail(row, "there is no group \(group)")
            return false
          }
          guard group <= matcher.program.groupCount else { return false }
          let text = texts[row]
          var matches = RegexMatches(matcher, in: text)
          do throws(FunctionError) {
            while try matches.next() != nil {
              if let range = matcher.range(of: group) {
                out.add(text[range])
              } else {
                out.addNull()
              }
            }
            return true
          } catch {
            errors.fail(row, error.reason)
            return false
          }
        }
      })
  }
}
