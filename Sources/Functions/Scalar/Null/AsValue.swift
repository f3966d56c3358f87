// AS_VALUE.

import Values

extension ScalarFunction {
  static let asValue = ScalarFunction(
    "AS_VALUE", category: NullFunctions.category,
    summary: "The argument unchanged; in a projection it copies a key column into the value.",
    overloads: [
      ScalarOverload(
        [.value("keyColumn", "the key column to copy")], nulls: .seesNulls,
        returns: { (types: [SQLType]) throws(FunctionError) -> SQLType in types[0] },
        kernel: { $0.arguments[0] })
    ],
    examples: [FunctionExample("AS_VALUE(5)", "5")])
}
