// JSON_CONCAT: objects are merged, all else is strung into one array.

import Values

extension ScalarFunction {
  static let jsonConcat = ScalarFunction(
    "JSON_CONCAT", category: JSONFunctions.category,
    summary: "JSON objects merged into one, or JSON values and arrays joined to one array.",
    overloads: [
      ScalarOverload(
        [.string("json", "JSON texts to join")], variadic: 0, returns: .string,
        kernel: { call in
          let texts = call.arguments.map { TextVector($0) }
          let call0 = call
          var documents = texts.map { _ in JSONDocument() }
          return call.makeText { row, out, errors in
            guard !texts.isEmpty, call0.allValid(row), !texts.contains(where: { $0[row].isEmpty })
            else { return false }
            do throws(FunctionError) {
              for index in texts.indices { try documents[index].parse(texts[index][row]) }
            } catch {
              errors.fail(row, error.reason)
              return false
            }
            out.append(JSONConcat.join(documents))
            return true
          }
        })
    ],
    examples: [
      FunctionExample("JSON_CONCAT('{\"a\": 1}', '{\"b\": 2}')", "{\"a\":1,\"b\":2}"),
      FunctionExample("JSON_CONCAT('[1, 2]', '3')", "[1,2,3]"),
    ])
}

enum JSONConcat {
  static func join(_ documents: [JSONDocument]) -> [UInt8] {
    var out: [UInt8] = []
    if documents.count == 1, documents[0].root.kind != .array {
      documents[0].writeJSON(0, to: &out)
    } else if documents.allSatisfy({ $0.root.kind == .object }) {
      merge(documents, to: &out)
    } else {
      out.append(UInt8(ascii: "["))
      for document in documents {
        for element in document.root.kind == .array ? document.elements(of: 0) : [0] {
          if out.count > 1 { out.append(UInt8(ascii: ",")) }
          document.writeJSON(element, to: &out)
        }
      }
      out.append(UInt8(ascii: "]"))
    }
    return out
  }

  /// One object of all members; a repeated key stands where it came first, with its last value.
  private static func merge(_ documents: [JSONDocument], to out: inout [UInt8]) {
    var members: [(key: [UInt8], document: Int, value: Int)] = []
    for (position, document) in documents.enumerated() {
      for member in document.members(of: 0) {
        let key = document.unescaped(document.nodes[member.key])
        if let known = members.firstIndex(where: { $0.key == key }) {
          members[known].document = position
          members[known].value = member.value
        } else {
          members.append((key, position, member.value))
        }
      }
    }
    out.append(UInt8(ascii: "{"))
    for (position, member) in members.enumerated() {
      if position > 0 { out.append(UInt8(ascii: ",")) }
      JSONText.writeString(member.key, to: &out)
      out.append(UInt8(ascii: ":"))
      documents[member.document].writeJSON(member.value, to: &out)
    }
    out.append(UInt8(ascii: "}"))
  }
}
