// SPLIT_TO_MAP: entries between one delimiter, keys and values between another.

import Values

extension ScalarFunction {
  static let splitToMap = ScalarFunction(
    "SPLIT_TO_MAP", category: StringFunctions.category,
    summary: "A map from the entries of a text; entries without a key are left out.",
    overloads: [
      ScalarOverload(
        [
          .string("text", "the text to split"),
          .string("entryDelimiter", "stands between entries"),
          .string("keyValueDelimiter", "stands between key and value"),
        ],
        returns: .map(key: .string, value: .string),
        kernel: { call in
          let texts = call.texts(0)
          let entries = call.texts(1)
          let pairs = call.texts(2)
          let builder = ColumnBuilder(call.resultType, capacity: call.count)
          for row in 0..<call.count {
            if entries[row].isEmpty || pairs[row].isEmpty
              || ByteScan.equal(entries[row], pairs[row])
            {
              builder.appendNull()
              continue
            }
            for (key, value) in SplitToMap.entries(of: texts[row], entries[row], pairs[row]) {
              builder.children[0].append(key)
              builder.children[1].append(value)
            }
            builder.endRow()
          }
          return builder.finish()
        })
    ],
    examples: [
      FunctionExample(
        "SPLIT_TO_MAP('apple:green/cherry:red', '/', ':')", "{apple=green, cherry=red}")
    ])
}

enum SplitToMap {
  typealias Text = UnsafeBufferPointer<UInt8>

  /// The entries in order; the value of a repeated key is the last one.
  static func entries(
    of text: Text, _ entryDelimiter: Text, _ pairDelimiter: Text
  ) -> [(key: Text, value: Text)] {
    var result: [(key: Text, value: Text)] = []
    for entry in parts(of: text, entryDelimiter) where !entry.isEmpty {
      let halves = parts(of: entry, pairDelimiter)
      guard halves.count > 1 else { continue }
      if let known = result.firstIndex(where: { ByteScan.equal($0.key, halves[0]) }) {
        result[known].value = halves[1]
      } else {
        result.append((halves[0], halves[1]))
      }
    }
    return result
  }

  private static func parts(of text: Text, _ delimiter: Text) -> [Text] {
    var result: [Text] = []
    var position = 0
    while let found = ByteScan.find(delimiter, in: text, from: position) {
      result.append(Text(rebasing: text[position..<found]))
      position = found + delimiter.count
    }
    result.append(Text(rebasing: text[position...]))
    return result
  }
}
