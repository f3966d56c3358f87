// REGEXP_REPLACE: all matches replaced; `$1` and `${name}` in the replacement stand for groups,
// a backslash makes the next character plain.

import Values
import _StringProcessing

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
            guard call0.allValid(row), let regex = cache.regex(row, &errors) else { return false }
            let text = texts.string(row)
            let replacement = Array(replacements.string(row).unicodeScalars)
            var position = text.startIndex
            for match in regex.matches(in: text) {
              out.append(String(text[position..<match.range.lowerBound]))
              do throws(FunctionError) {
                try RegexReplacement.write(replacement, match, to: &out)
              } catch {
                errors.fail(row, error.reason)
                return false
              }
              position = match.range.upperBound
            }
            out.append(String(text[position...]))
            return true
          }
        })
    ],
    examples: [
      FunctionExample("REGEXP_REPLACE('baababaa', '(ab)+', 'cat')", "bacataa"),
      FunctionExample("REGEXP_REPLACE('a-b', '(a)-(b)', '$2-$1')", "b-a"),
    ])
}

enum RegexReplacement {
  static func write(
    _ replacement: [Unicode.Scalar], _ match: RegexText.Pattern.Match, to out: inout TextOutput
  ) throws(FunctionError) {
    var i = 0
    while i < replacement.count {
      let scalar = replacement[i]
      i += 1
      if scalar == "\\" {
        guard i < replacement.count else {
          throw FunctionError("character to be escaped is missing")
        }
        out.append(replacement[i])
        i += 1
      } else if scalar == "$" {
        try writeGroup(replacement, &i, match, to: &out)
      } else {
        out.append(scalar)
      }
    }
  }

  private static func writeGroup(
    _ replacement: [Unicode.Scalar], _ i: inout Int, _ match: RegexText.Pattern.Match,
    to out: inout TextOutput
  ) throws(FunctionError) {
    guard i < replacement.count else { throw FunctionError("Illegal group reference") }
    if replacement[i] == "{" {
      guard let end = replacement[i...].firstIndex(of: "}") else {
        throw FunctionError("named capturing group is missing trailing '}'")
      }
      var name = String.UnicodeScalarView()
      name.append(contentsOf: replacement[(i + 1)..<end])
      guard let group = match.output.first(where: { $0.name == String(name) }) else {
        throw FunctionError("No group with name {\(String(name))}")
      }
      if let text = group.substring { out.append(String(text)) }
      i = end + 1
      return
    }
    guard let first = digit(replacement[i]) else { throw FunctionError("Illegal group reference") }
    var number = first
    i += 1
    // More digits belong to the number as long as such a group exists.
    while i < replacement.count, let next = digit(replacement[i]),
      number * 10 + next < match.output.count
    {
      number = number * 10 + next
      i += 1
    }
    guard number < match.output.count else { throw FunctionError("No group \(number)") }
    if let text = match.output[number].substring { out.append(String(text)) }
  }

  private static func digit(_ scalar: Unicode.Scalar) -> Int? {
    scalar.value >= 48 && scalar.value <= 57 ? Int(scalar.value - 48) : nil
  }
}
