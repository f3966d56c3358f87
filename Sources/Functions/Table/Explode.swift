// EXPLODE: a row for each element. An array column already is what a table function returns. Arrays of
// decimals have a signature of their own, as in the dialect's messages.

import Values

extension TableFunction {
  static let explode = TableFunction(
    "EXPLODE", summary: "Gives a row for each element of an array; none for NULL.",
    overloads: [
      overload(FunctionParameter("input", .array(.decimal), "the array to explode")),
      overload(FunctionParameter("list", .array(.generic("T")), "the array to explode")),
    ])

  private static func overload(_ parameter: FunctionParameter) -> TableOverload {
    TableOverload(
      [parameter],
      returns: { (types: [SQLType]) throws(FunctionError) -> SQLType in
        guard case .array(let element) = types[0] else { throw FunctionError("not an array") }
        return element
      }, kernel: { call in call.arguments[0] })
  }
}
