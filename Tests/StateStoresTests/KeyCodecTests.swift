// Encoded keys order like the keys and come back as they were.

import Testing
import Values

struct KeyCodecTests {
  private static let types: [[SQLType]] = [
    [.bigint], [.integer], [.string], [.double], [.boolean], [.date], [.bytes],
    [.decimal(precision: 20, scale: 3)], [.string, .integer], [.integer, .string],
    [.bigint, .double, .boolean], [.bytes, .string, .timestamp],
    [.array(.string)], [.map(key: .string, value: .integer), .string],
    [.struct([StructField("A", .string), StructField("B", .array(.integer))]), .bigint],
  ]

  private func randomText(_ random: inout SeededNumbers) -> [UInt8] {
    let alphabet: [UInt8] = [0, 1, 65, 66, 0x7F]
    return (0..<Int.random(in: 0...12, using: &random)).map { _ in
      alphabet.randomElement(using: &random) ?? 0
    }
  }

  private func randomValue(
    _ type: SQLType, nullable: Bool, _ random: inout SeededNumbers
  ) -> Value {
    if nullable, Int.random(in: 0..<6, using: &random) == 0 { return .null }
    let small = Int64.random(in: -3...3, using: &random)
    let number =
      Bool.random(using: &random) ? small : Int64.random(in: .min ... .max, using: &random)
    switch type {
    case .boolean: return .boolean(number > 0)
    case .integer: return .integer(Int32(truncatingIfNeeded: number))
    case .date: return .date(Int32(truncatingIfNeeded: number))
    case .time: return .time(Int32(truncatingIfNeeded: number))
    case .bigint: return .bigint(number)
    case .timestamp: return .timestamp(number)
    case .double:
      return .double(
        [-.infinity, -1.5, -1, 0, 0.25, 1e300, .infinity].randomElement(using: &random)!)
    case .decimal(_, let scale): return .decimal(Decimal(unscaled: Int128(number), scale: scale))
    case .string: return .string(String(decoding: randomText(&random), as: UTF8.self))
    case .bytes: return .bytes(randomText(&random))
    case .array(let element):
      return .array(
        (0..<Int.random(in: 0...3, using: &random)).map { _ in
          randomValue(element, nullable: true, &random)
        })
    case .map(_, let value):
      return .map(
        ["a", "b", "\u{0}"].shuffled(using: &random).prefix(Int.random(in: 0...3, using: &random))
          .map { MapEntry(.string($0), randomValue(value, nullable: true, &random)) })
    case .struct(let fields):
      return .struct(fields.map { randomValue($0.type, nullable: true, &random) })
    }
  }

  private func columns(_ rows: [[Value]], _ types: [SQLType]) -> [Column] {
    types.indices.map { i in Column.of(rows.map { $0[i] }, type: types[i]) }
  }

  private func randomRows(_ types: [SQLType], _ random: inout SeededNumbers) -> [[Value]] {
    (0..<150).map { _ in
      types.map { randomValue($0, nullable: types.count > 1, &random) }
    }
  }

  @Test(arguments: types) func keysComeBackAsTheyWere(types: [SQLType]) throws {
    var random = SeededNumbers(seed: 11)
    let codec = KeyCodec(types)
    let rows = randomRows(types, &random)
    let keys = EncodedKeys(rowCapacity: 1)
    codec.encode(columns(rows, types), count: rows.count, into: keys)
    let builders = types.map { ColumnBuilder($0) }
    try codec.decode(keys, into: builders)
    let decoded = builders.map { $0.finish() }
    for (i, row) in rows.enumerated() {
      #expect(decoded.map { $0.value(at: i) } == row)
      #expect(keys.isNull(i) == row.contains(.null))
      #expect(codec.encode(row) == Array(keys[i]))
    }
    if let width = codec.fixedWidth {
      #expect((0..<rows.count).allSatisfy { keys[$0].count == width })
    }
  }

  @Test(arguments: types.filter { !$0.contains { $0.isNested } })
  func bytesOrderLikeKeys(types: [SQLType]) {
    var random = SeededNumbers(seed: 12)
    let codec = KeyCodec(types)
    let rows = randomRows(types, &random)
    let columns = columns(rows, types)
    let keys = EncodedKeys()
    codec.encode(columns, count: rows.count, into: keys)
    for i in rows.indices {
      for j in rows.indices {
        let order = sign(order(columns, i, j))
        let lexicographic =
          keys[i].lexicographicallyPrecedes(keys[j])
          ? -1 : (keys[j].lexicographicallyPrecedes(keys[i]) ? 1 : 0)
        #expect(order == lexicographic, "\(rows[i]) and \(rows[j])")
      }
    }
  }

  private func sign(_ order: Int) -> Int { order < 0 ? -1 : (order > 0 ? 1 : 0) }

  /// NULL first, then column by column; bytes as unsigned, as the encoding has them.
  private func order(_ columns: [Column], _ i: Int, _ j: Int) -> Int {
    for column in columns {
      if column.isValid(i) != column.isValid(j) { return column.isValid(i) ? 1 : -1 }
      guard column.isValid(i) else { continue }
      var order: Int
      switch column.type {
      case .bytes:
        let (a, b) = (column.bytes(at: i), column.bytes(at: j))
        order = a.lexicographicallyPrecedes(b) ? -1 : (b.lexicographicallyPrecedes(a) ? 1 : 0)
      default: order = column.compare(i, column, j)
      }
      if order != 0 { return order }
    }
    return 0
  }

  @Test func mapsWithOtherOrderOfEntriesAreOneKey() {
    let codec = KeyCodec([.map(key: .string, value: .integer)])
    let a = MapEntry(.string("a"), .integer(1))
    let b = MapEntry(.string("b"), .null)
    #expect(codec.encode([.map([a, b])]) == codec.encode([.map([b, a])]))
    #expect(codec.encode([.map([a])]) != codec.encode([.map([b])]))
  }

  @Test(
    arguments: [
      [.bigint], [.string], [.integer, .string], [.double, .boolean], [.integer],
    ] as [[SQLType]])
  func selectedRowsHaveTheKeysOfTheWholeBatch(types: [SQLType]) {
    var random = SeededNumbers(seed: 13)
    let codec = KeyCodec(types)
    let rows = randomRows(types, &random)
    let columns = columns(rows, types)
    let (whole, part) = (EncodedKeys(), EncodedKeys())
    codec.encode(columns, count: rows.count, into: whole)
    let selection = Selection(capacity: rows.count)
    for row in 0..<Int32(rows.count) where row % 7 == 2 || row > 140 {
      selection.rows[selection.count] = row
      selection.count += 1
    }
    codec.encode(columns, count: rows.count, selection: selection, into: part)
    for i in 0..<selection.count {
      let row = Int(selection.rows[i])
      #expect(Array(part[row]) == Array(whole[row]))
      #expect(part.hashes[row] == whole.hashes[row])
    }
    let appended = EncodedKeys()
    for row in rows.indices { appended.append(whole[row]) }
    #expect(rows.indices.allSatisfy { appended.hashes[$0] == whole.hashes[$0] })
  }

  @Test(arguments: types) func damagedKeysAreRefusedAndNeverTrap(types: [SQLType]) {
    var random = SeededNumbers(seed: 14)
    let codec = KeyCodec(types)
    for row in randomRows(types, &random).prefix(30) {
      guard let key = codec.encode(row) else { continue }
      for length in 0..<key.count {
        _ = try? Array(key.prefix(length)).withUnsafeBytes {
          try codec.decode($0, into: types.map { ColumnBuilder($0) })
        }
      }
      if let width = codec.fixedWidth {
        #expect(throws: RecordError.self) {
          try Array(key.prefix(width - 1)).withUnsafeBytes {
            try codec.decode($0, into: types.map { ColumnBuilder($0) })
          }
        }
      }
    }
  }
}
