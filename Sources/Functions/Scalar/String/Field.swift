// FIELD: the position of a text among others.

import Values

extension ScalarFunction {
  static let field = ScalarFunction(
    "FIELD", category: StringFunctions.category,
    summary: "The position, from 1, of the first argument among the others; 0 if it is not there.",
    overloads: [
      ScalarOverload(
        [.string("wanted", "the text to find"), .string("texts", "where to look")],
        variadic: 1, nulls: .seesNulls, returns: .integer,
        kernel: { call in
          let wanted = call.texts(0)
          let texts = call.arguments.dropFirst().map { TextVector($0) }
          return call.makeFixed(.integer, zero: Int32(0)) { row, _ in
            guard wanted.isValid(row) else { return 0 }
            let found = texts.firstIndex {
              $0.isValid(row) && ByteScan.equal($0[row], wanted[row])
            }
            return Int32((found ?? -1) + 1)
          }
        })
    ],
    examples: [
      FunctionExample("FIELD('b', 'a', 'b')", "2"), FunctionExample("FIELD('c', 'a', 'b')", "0"),
    ])
}
