// IS_JSON_STRING.

import Values

extension ScalarFunction {
  static let isJSONString = ScalarFunction(
    "IS_JSON_STRING", category: JSONFunctions.category,
    summary: "Whether the text is JSON; false for NULL.",
    overloads: [
      ScalarOverload(
        [.string("json", "the text to check")], nulls: .seesNulls, returns: .boolean,
        kernel: { call in
          let texts = call.texts(0)
          var document = JSONDocument()
          return call.makeFixed(.boolean, zero: UInt8(0)) { row, _ in
            guard texts.isValid(row) else { return 0 }
            do throws(FunctionError) {
              try document.parse(texts[row])
              return 1
            } catch {
              return 0
            }
          }
        })
    ],
    examples: [
      FunctionExample("IS_JSON_STRING('[1, 2, 3]')", "true"),
      FunctionExample("IS_JSON_STRING('abc')", "false"),
    ])
}
