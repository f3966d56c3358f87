// JSON_RECORDS.

import Values

extension ScalarFunction {
  static let jsonRecords = ScalarFunction(
    "JSON_RECORDS", category: JSONFunctions.category,
    summary: "The members of a JSON object as a map; NULL if the text is JSON but no object.",
    overloads: [
      ScalarOverload(
        [.string("json", "a JSON object")], returns: .map(key: .string, value: .string),
        kernel: { call in
          let texts = call.texts(0)
          var document = JSONDocument()
          var buffer: [UInt8] = []
          let builder = ColumnBuilder(call.resultType, capacity: call.count)
          for row in 0..<call.count {
            guard texts.isValid(row) else {
              builder.appendNull()
              continue
            }
            do throws(FunctionError) {
              try document.parse(texts[row])
            } catch {
              call.fail(row, error.reason)
              builder.appendNull()
              continue
            }
            guard document.root.kind == .object else {
              builder.appendNull()
              continue
            }
            for member in document.members(of: 0) {
              document.unescaped(document.nodes[member.key]).withUnsafeBufferPointer {
                builder.children[0].append($0)
              }
              buffer.removeAll(keepingCapacity: true)
              document.writeText(member.value, to: &buffer)
              buffer.withUnsafeBufferPointer { builder.children[1].append($0) }
            }
            builder.endRow()
          }
          return builder.finish()
        })
    ],
    examples: [FunctionExample("JSON_RECORDS('{\"a\": 3, \"b\": \"x\"}')", "{a=3, b=x}")])
}
