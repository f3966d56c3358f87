// REGEXP_EXTRACT: the first match or a group of it.

import Values

extension ScalarFunction {
  static let regexpExtract = ScalarFunction(
    "REGEXP_EXTRACT", category: StringFunctions.category,
    summary: "The first part of a text that matches a pattern, or a group of it; else NULL.",
    overloads: [overload([pattern, text]), overload([pattern, text, group])],
    examples: [
      FunctionExample("REGEXP_EXTRACT('.*(foo.)', 'a foo1 bar', 1)", "foo1"),
      FunctionExample("REGEXP_EXTRACT('x+', 'foo')", "NULL"),
    ])

  private static let pattern = FunctionParameter.string("pattern", "a regular expression")
  private static let text = FunctionParameter.string("text", "the text to search")
  private static let group = FunctionParameter.integer(
    "group", "the number of a group; 0 is the whole match")

  private static func overload(_ parameters: [FunctionParameter]) -> ScalarOverload {
    ScalarOverload(
      parameters, returns: .string,
      kernel: { call in
        var cache = RegexCache(call.texts(0))
        let texts = call.texts(1)
        let groups = call.arguments.count > 2 ? call.integers(2) : nil
        let call0 = call
        return call.makeText { row, out, errors in
          guard call0.allValid(row), let matcher = cache.matcher(row, &errors) else {
            return false
          }
          let group = Int(groups?[row] ?? 0)
          guard group >= 0 else {
            errors.fail(row, "there is no group \(group)")
            return false
          }
          do throws(FunctionError) {
            guard group <= matcher.program.groupCount, try matcher.find(in: texts[row], from: 0),
              let range = matcher.range(of: group)
            else { return false }
            out.append(texts[row][range])
            return true
          } catch {
            errors.fail(row, error.reason)
            return false
          }
        }
      })
  }
}
