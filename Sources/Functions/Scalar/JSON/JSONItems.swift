// JSON_ITEMS and JSON_KEYS: parts of a JSON text as arrays of texts.

import Values

extension ScalarFunction {
  static let jsonItems = ScalarFunction(
    "JSON_ITEMS", category: JSONFunctions.category,
    summary: "The elements of a JSON array, each as JSON.",
    overloads: [
      ScalarOverload(
        [.string("json", "a JSON array")], returns: .array(.string),
        kernel: { call in
          JSONParts.evaluate(&call) { document, out, buffer in
            guard document.root.kind == .array else { return .wrong }
            for element in document.elements(of: 0) {
              buffer.removeAll(keepingCapacity: true)
              document.writeJSON(element, to: &buffer)
              out.add(buffer)
            }
            return .given
          }
        })
    ],
    examples: [FunctionExample("JSON_ITEMS('[{\"a\": 1}, 2]')", "[{\"a\":1}, 2]")])

  static let jsonKeys = ScalarFunction(
    "JSON_KEYS", category: JSONFunctions.category,
    summary: "The keys of a JSON object in order; NULL if the text is JSON but no object.",
    overloads: [
      ScalarOverload(
        [.string("json", "a JSON object")], returns: .array(.string),
        kernel: { call in
          JSONParts.evaluate(&call) { document, out, _ in
            guard document.root.kind == .object else { return .absent }
            for member in document.members(of: 0) {
              out.add(document.unescaped(document.nodes[member.key]))
            }
            return .given
          }
        })
    ],
    examples: [FunctionExample("JSON_KEYS('{\"Red\": 3, \"Green\": 5}')", "[Red, Green]")])
}

enum JSONParts {
  enum Outcome {
    case given
    case absent
    case wrong
  }

  @inline(__always)
  static func evaluate(
    _ call: inout KernelCall,
    _ body: (JSONDocument, inout TextListOutput, inout [UInt8]) -> Outcome
  ) -> Column {
    let texts = call.texts(0)
    var document = JSONDocument()
    var buffer: [UInt8] = []
    return call.makeTexts { row, out, errors in
      guard texts.isValid(row) else { return false }
      do throws(FunctionError) {
        try document.parse(texts[row])
      } catch {
        errors.fail(row, error.reason)
        return false
      }
      switch body(document, &out, &buffer) {
      case .given: return true
      case .absent: return false
      case .wrong:
        errors.fail(row, "the JSON text is no array")
        return false
      }
    }
  }
}
