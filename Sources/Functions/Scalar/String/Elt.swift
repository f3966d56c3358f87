// ELT: picks one of its arguments by number.

import Values

extension ScalarFunction {
  static let elt = ScalarFunction(
    "ELT", category: StringFunctions.category,
    summary: "The n-th of the texts, counted from 1; NULL outside.",
    overloads: [
      ScalarOverload(
        [
          .integer("n", "which text, from 1", rejectsNull: true),
          .string("texts", "the texts to choose from"),
        ],
        variadic: 1, nulls: .seesNulls, returns: .string,
        kernel: { call in
          let numbers = call.integers(0)
          let texts = call.arguments.dropFirst().map { TextVector($0) }
          return call.makeText { row, out, _ in
            let index = Int(numbers[row]) - 1
            guard texts.indices.contains(index), texts[index].isValid(row) else { return false }
            out.append(texts[index][row])
            return true
          }
        })
    ],
    examples: [
      FunctionExample("ELT(2, 'a', 'b')", "b"), FunctionExample("ELT(3, 'a', 'b')", "NULL"),
    ])
}
