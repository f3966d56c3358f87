// TO_JSON_STRING: any value as JSON; fields of structs and keys of maps in order of their names.

import Values

extension ScalarFunction {
  static let toJSONString = ScalarFunction(
    "TO_JSON_STRING", category: JSONFunctions.category,
    summary: "The value as a JSON text; NULL is the text null.",
    overloads: [
      ScalarOverload(
        [.value("value", "any value")], nulls: .seesNulls, returns: .string,
        kernel: { call in
          let column = call.arguments[0]
          return call.makeText(bytes: call.count * 16) { row, out, _ in
            ToJSONString.write(column, row, to: &out)
            return true
          }
        })
    ],
    examples: [
      FunctionExample("TO_JSON_STRING(ARRAY[1, 2, 3])", "[1,2,3]"),
      FunctionExample("TO_JSON_STRING(CAST(NULL AS STRING))", "null"),
      FunctionExample("TO_JSON_STRING(STRUCT(B := 'x', A := 1.50))", "{\"A\":1.50,\"B\":\"x\"}"),
    ])
}

enum ToJSONString {
  static func write(_ column: Column, _ row: Int, to out: inout TextOutput) {
    guard column.isValid(row) else { return out.append("null") }
    switch column.type {
    case .boolean, .integer, .bigint, .decimal: TextForm.write(column, row, to: &out)
    case .double:
      let isNumber = column.doubles[row].isFinite
      if !isNumber { out.append("\"") }
      TextForm.write(column, row, to: &out)
      if !isNumber { out.append("\"") }
    case .date, .time, .timestamp, .bytes:
      out.append("\"")
      TextForm.write(column, row, to: &out)
      out.append("\"")
    case .string: quoted(column.bytes(at: row), to: &out)
    case .array:
      out.append("[")
      for (position, element) in column.elements(at: row).enumerated() {
        if position > 0 { out.append(",") }
        write(column.children[0], element, to: &out)
      }
      out.append("]")
    case .map: writeMap(column, row, to: &out)
    case .struct(let fields):
      out.append("{")
      let order = fields.indices.sorted { utf16(fields[$0].name, precedes: fields[$1].name) }
      for (position, index) in order.enumerated() {
        if position > 0 { out.append(",") }
        quoted(Array(fields[index].name.utf8), to: &out)
        out.append(":")
        write(column.children[index], row, to: &out)
      }
      out.append("}")
    }
  }

  private static func writeMap(_ column: Column, _ row: Int, to out: inout TextOutput) {
    let keys = column.children[0]
    let order = column.elements(at: row).sorted {
      keys.isValid($0) && keys.isValid($1) ? keys.compare($0, keys, $1) < 0 : keys.isValid($1)
    }
    out.append("{")
    for (position, element) in order.enumerated() {
      if position > 0 { out.append(",") }
      if case .string = keys.type, keys.isValid(element) {
        quoted(keys.bytes(at: element), to: &out)
      } else {
        out.append("\"")
        if keys.isValid(element) {
          TextForm.write(keys, element, to: &out)
        } else {
          out.append("null")
        }
        out.append("\"")
      }
      out.append(":")
      write(column.children[1], element, to: &out)
    }
    out.append("}")
  }

  private static func quoted(_ text: some Sequence<UInt8>, to out: inout TextOutput) {
    var buffer: [UInt8] = []
    JSONText.writeString(text, to: &buffer)
    out.append(buffer)
  }

  private static func utf16(_ a: String, precedes b: String) -> Bool {
    a.utf16.lexicographicallyPrecedes(b.utf16)
  }
}
