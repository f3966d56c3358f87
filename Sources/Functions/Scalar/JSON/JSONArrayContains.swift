// JSON_ARRAY_CONTAINS: elements of the top array only; nested arrays and objects never match.

import Values

extension ScalarFunction {
  static let jsonArrayContains = ScalarFunction(
    "JSON_ARRAY_CONTAINS", category: JSONFunctions.category,
    summary: "Whether a JSON array has an element that is the value, of a fitting type.",
    overloads: [
      ScalarOverload(
        [.string("json", "a JSON array"), .value("value", "the value to look for")],
        nulls: .seesNulls, returns: .boolean,
        kernel: { call in
          let texts = call.texts(0)
          let wanted = call.arguments[1]
          var document = JSONDocument()
          return call.makeFixed(.boolean, zero: UInt8(0)) { row, _ in
            guard texts.isValid(row) else { return 0 }
            do throws(FunctionError) {
              try document.parse(texts[row])
            } catch {
              return 0
            }
            guard document.root.kind == .array else { return 0 }
            let found = document.elements(of: 0).contains {
              JSONArrayContains.matches(document, $0, wanted, row)
            }
            return found ? 1 : 0
          }
        })
    ],
    examples: [
      FunctionExample("JSON_ARRAY_CONTAINS('[1, 2, 3]', 3)", "true"),
      FunctionExample("JSON_ARRAY_CONTAINS('[1, 2, 3]', '3')", "false"),
    ])
}

enum JSONArrayContains {
  static func matches(
    _ document: JSONDocument, _ index: Int, _ wanted: Column, _ row: Int
  ) -> Bool {
    let node = document.nodes[index]
    guard wanted.isValid(row) else { return node.kind == .null }
    switch (wanted.type, node.kind) {
    case (.integer, .integer):
      return NumberText.integer(document.bytes(of: node)) == Int64(wanted.int32s[row])
    case (.bigint, .integer):
      return NumberText.integer(document.bytes(of: node)) == wanted.int64s[row]
    case (.double, .float):
      return NumberText.double(document.bytes(of: node)) == wanted.doubles[row]
    case (.boolean, .true): return wanted.booleans[row] != 0
    case (.boolean, .false): return wanted.booleans[row] == 0
    case (.string, .string):
      return wanted.bytes(at: row).elementsEqual(document.unescaped(node))
    case (.decimal(_, let scale), .float):
      guard let number = Decimal(parsing: document.bytes(of: node)) else { return false }
      return Decimal.compare(
        number.unscaled, scale: number.scale, wanted.decimals[row], scale: scale) == 0
    default: return false
    }
  }
}
