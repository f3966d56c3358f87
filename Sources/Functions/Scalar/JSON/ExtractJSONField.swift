// EXTRACTJSONFIELD.

import Values

extension ScalarFunction {
  static let extractJSONField = ScalarFunction(
    "EXTRACTJSONFIELD", category: JSONFunctions.category,
    summary: "The value at a path of a JSON text: strings as text, others as JSON; else NULL.",
    overloads: [
      ScalarOverload(
        [.string("json", "a JSON text"), .string("path", "a path such as $.a.b[0]")],
        returns: .string,
        kernel: { ExtractJSONField.evaluate(&$0) })
    ],
    examples: [
      FunctionExample("EXTRACTJSONFIELD('{\"a\": {\"b\": [1, \"x\"]}}', '$.a.b[1]')", "x"),
      FunctionExample("EXTRACTJSONFIELD('{\"a\": {\"b\": [1, 2]}}', '$.a')", "{\"b\":[1,2]}"),
      FunctionExample("EXTRACTJSONFIELD('{}', '$.a')", "NULL"),
    ])
}

enum ExtractJSONField {
  static func evaluate(_ call: inout KernelCall) -> Column {
    let texts = call.texts(0)
    let paths = call.texts(1)
    var document = JSONDocument()
    var path: JSONPath?
    var pathRow = -1
    var buffer: [UInt8] = []
    return call.makeText { row, out, errors in
      guard texts.isValid(row), paths.isValid(row) else { return false }
      do throws(FunctionError) {
        if pathRow < 0 || !(paths.isConstant || ByteScan.equal(paths[row], paths[pathRow])) {
          path = try JSONPath(paths[row])
          pathRow = row
        }
        try document.parse(texts[row])
      } catch {
        errors.fail(row, error.reason)
        return false
      }
      guard let node = path?.find(in: document) else { return false }
      buffer.removeAll(keepingCapacity: true)
      document.writeText(node, to: &buffer)
      out.append(buffer)
      return true
    }
  }
}
