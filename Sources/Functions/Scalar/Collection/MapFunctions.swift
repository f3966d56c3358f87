// AS_MAP, MAP_KEYS, MAP_VALUES, MAP_UNION. Entries keep the order in which their keys first came.

import Values

extension ScalarFunction {
  static let asMap = ScalarFunction(
    "AS_MAP", category: "COLLECTION",
    summary: "A map of keys and values from two arrays; the last of equal keys wins.",
    overloads: [
      ScalarOverload(
        [
          FunctionParameter("keys", .array(.type(.string)), "the keys"),
          .array("values", "the values; missing ones are NULL"),
        ],
        returns: { (types: [SQLType]) throws(FunctionError) -> SQLType in
          .map(key: .string, value: try ScalarOverload.elementOfFirst([types[1]]))
        },
        kernel: { call in
          let (keys, values) = (call.arguments[0], call.arguments[1])
          var output = MapOutput(call.resultType, count: call.count)
          for row in 0..<call.count {
            guard keys.isValid(row) && values.isValid(row) else {
              output.appendNull()
              continue
            }
            let valueRows = values.elements(at: row)
            for (i, key) in keys.elements(at: row).enumerated() {
              output.put(
                keys.children[0], key, values.children[0],
                i < valueRows.count ? valueRows.lowerBound + i : nil)
            }
            output.endRow()
          }
          return output.finish()
        })
    ],
    examples: [
      FunctionExample("AS_MAP(ARRAY['a', 'b'], ARRAY[1, 2])", "{a=1, b=2}")
    ])

  static let mapUnion = ScalarFunction(
    "MAP_UNION", category: "COLLECTION",
    summary: "The entries of both maps; the second one's win, a NULL map counts as empty.",
    overloads: [
      ScalarOverload(
        [.map("first", "the first map"), .map("second", "the map whose entries win")],
        nulls: .seesNulls, returns: ScalarOverload.sameAsFirst,
        kernel: { call in
          var output = MapOutput(call.resultType, count: call.count)
          for row in 0..<call.count {
            let maps = call.arguments.filter { $0.isValid(row) }
            if maps.isEmpty {
              output.appendNull()
              continue
            }
            for map in maps {
              for entry in map.elements(at: row) {
                output.put(map.children[0], entry, map.children[1], entry)
              }
            }
            output.endRow()
          }
          return output.finish()
        })
    ],
    examples: [
      FunctionExample("MAP_UNION(MAP('a' := 1, 'b' := 2), MAP('b' := 3))", "{a=1, b=3}")
    ])

  static let mapKeys = ScalarFunction(
    "MAP_KEYS", category: "COLLECTION", summary: "The keys of a map as an array.",
    overloads: [
      ScalarOverload(
        [.map("map", "the map")], returns: .array(.string),
        kernel: { call in entryParts(call, 0) })
    ], examples: [FunctionExample("MAP_KEYS(MAP('a' := 1, 'b' := 2))", "[a, b]")])

  static let mapValues = ScalarFunction(
    "MAP_VALUES", category: "COLLECTION", summary: "The values of a map as an array.",
    overloads: [
      ScalarOverload(
        [.map("map", "the map")],
        returns: { (types: [SQLType]) throws(FunctionError) -> SQLType in
          guard case .map(_, let value) = types[0] else {
            throw FunctionError("\(types[0]) is not a map")
          }
          return .array(value)
        }, kernel: { call in entryParts(call, 1) })
    ], examples: [FunctionExample("MAP_VALUES(MAP('a' := 1, 'b' := 2))", "[1, 2]")])

  /// The keys or values of a map column, which lie in memory as an array column's elements do.
  private static func entryParts(_ call: KernelCall, _ child: Int) -> Column {
    let maps = call.arguments[0]
    return Column(
      type: call.resultType, count: call.count, validity: maps.validity, offsets: maps.offsets,
      children: [maps.children[child]])
  }
}

/// Builds a MAP column entry by entry; a key that comes again replaces the value.
struct MapOutput {
  private let builder: ColumnBuilder
  private var entries: [(keys: Column, key: Int, values: Column, value: Int?)] = []

  init(_ type: SQLType, count: Int) { builder = ColumnBuilder(type, capacity: count) }

  /// Sets the value of a key in the current map; a NULL key is left out, `value` nil is NULL.
  mutating func put(_ keys: Column, _ key: Int, _ values: Column, _ value: Int?) {
    guard keys.isValid(key) else { return }
    if let i = entries.firstIndex(where: { $0.keys.equal($0.key, keys, key) }) {
      entries[i].values = values
      entries[i].value = value
    } else {
      entries.append((keys, key, values, value))
    }
  }

  mutating func endRow() {
    for entry in entries {
      builder.children[0].append(from: entry.keys, row: entry.key)
      if let value = entry.value {
        builder.children[1].append(from: entry.values, row: value)
      } else {
        builder.children[1].appendNull()
      }
    }
    entries.removeAll(keepingCapacity: true)
    builder.endRow()
  }

  func appendNull() { builder.appendNull() }

  func finish() -> Column { builder.finish() }
}
