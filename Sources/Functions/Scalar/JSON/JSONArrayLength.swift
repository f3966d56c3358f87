// JSON_ARRAY_LENGTH.

import Values

extension ScalarFunction {
  static let jsonArrayLength = ScalarFunction(
    "JSON_ARRAY_LENGTH", category: JSONFunctions.category,
    summary: "The number of elements of a JSON array; NULL if the text is JSON but no array.",
    overloads: [
      ScalarOverload(
        [.string("json", "a JSON array")], returns: .integer,
        kernel: { call in
          let texts = call.texts(0)
          let call0 = call
          var document = JSONDocument()
          return call.makeFixed(.integer, zero: Int32(0)) { row, errors in
            guard call0.allValid(row) else { return nil }
            do throws(FunctionError) {
              try document.parse(texts[row])
            } catch {
              errors.fail(row, error.reason)
              return nil
            }
            guard document.root.kind == .array else { return nil }
            return Int32(document.elementCount(of: 0))
          }
        })
    ],
    examples: [
      FunctionExample("JSON_ARRAY_LENGTH('[1, [2, 3]]')", "2"),
      FunctionExample("JSON_ARRAY_LENGTH('{}')", "NULL"),
    ])
}
