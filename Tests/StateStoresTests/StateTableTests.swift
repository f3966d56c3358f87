// The state table against a dictionary, and what its growth costs.

import Platform
import StateStores
import Testing
import Values

struct StateTableTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func batchesAgreeWithADictionary(seed: UInt64) {
    var random = SeededNumbers(seed: seed)
    let table = StateTable(layout: countAndText, keyWidth: nil, pageRows: 32)
    var model: [[UInt8]: (count: Int64, text: [UInt8])] = [:]
    for step in 0..<120 {
      let keys = (0..<Int.random(in: 1...300, using: &random)).map { _ in
        textKey(Int.random(in: 0..<(step * 20 + 20), using: &random))
      }
      let encoded = encodedKeys(keys)
      if step % 5 == 4 {
        let known = Set(keys).filter { model[$0] != nil }
        #expect(table.remove(encoded, rows: nil, count: encoded.count) == known.count)
        for key in keys { model[key] = nil }
      } else {
        let (states, inserted) = upsert(table, encoded)
        var new: Set<Int32> = []
        for (i, key) in keys.enumerated() {
          if model[key] == nil {
            model[key] = (0, [])
            new.insert(Int32(i))
          }
          model[key]!.count += 1
          setInt64(states[i], 0, int64(states[i]) + 1)
          if key.count % 3 == 0 {
            let text = Array("\(step)-\(i)".utf8)
            model[key]!.text = text
            setBlob(states[i], 8, text, table.arena)
          }
        }
        #expect(Set(inserted) == new)
        #expect(inserted == inserted.sorted())
      }
      #expect(table.count == model.count)
    }
    expect(table, equals: model)
  }

  private func expect(_ table: StateTable, equals model: [[UInt8]: (count: Int64, text: [UInt8])]) {
    var seen: [[UInt8]: (Int64, [UInt8])] = [:]
    table.forEachRow { seen[Array(table.key(of: $0))] = (int64($0), blob($0, 8)) }
    #expect(seen.count == model.count)
    for (key, value) in model {
      #expect(seen[key]?.0 == value.count)
      #expect(seen[key]?.1 == value.text)
      let found = key.withUnsafeBytes { table.find($0) }
      #expect(found.map { int64($0) } == value.count)
    }
    let ordered = table.orderedRows().map { Array(table.key(of: $0)) }
    #expect(ordered == model.keys.sorted { $0.lexicographicallyPrecedes($1) })
  }

  @Test func selectedRowsAreFoundInOrderAndAbsentOnesAreNil() {
    let table = StateTable(layout: RowLayout(rowBytes: 8), keyWidth: 8)
    let codec = KeyCodec([.bigint])
    let keys = EncodedKeys()
    codec.encode(
      [Column.of((0..<200).map { .bigint($0 % 70) }, type: .bigint)], count: 200, into: keys)
    let rows: [Int32] = [3, 73, 143, 9, 150, 150]
    var inserted: [Int32] = []
    withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer.self, capacity: 6) { states in
      table.upsert(
        keys, rows: rows, count: rows.count, into: states.baseAddress!, inserted: &inserted)
      #expect(states[0] == states[1] && states[0] == states[2] && states[4] == states[5])
      #expect(states[3] != states[0])
    }
    #expect(inserted == [0, 3, 4])
    withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer?.self, capacity: 200) { states in
      table.find(keys, rows: nil, count: 200, into: states.baseAddress!)
      let present = Set(states.indices.filter { states[$0] != nil }.map { $0 % 70 })
      #expect(present == [3, 9, 10])
    }
  }

  @Test func rowsStayWhereTheyAreWhileTheTableGrows() {
    let table = StateTable(layout: RowLayout(rowBytes: 8), keyWidth: nil)
    let (first, _) = upsert(table, encodedKeys((0..<10).map(textKey)))
    for i in 0..<10 { setInt64(first[i], 0, Int64(i)) }
    for start in stride(from: 10, to: 50_000, by: 1000) {
      _ = upsert(table, encodedKeys((start..<(start + 1000)).map(textKey)))
    }
    let (again, inserted) = upsert(table, encodedKeys((0..<10).map(textKey)))
    #expect(again == first)
    #expect(inserted.isEmpty)
  }

  @Test func aBatchOfNewKeysMovesFewEntries() {
    let table = StateTable(layout: RowLayout(rowBytes: 8), keyWidth: 8)
    let codec = KeyCodec([.bigint])
    let keys = EncodedKeys()
    var most = 0
    for batch in 0..<150 {
      let column = Column.of(
        (0..<4096).map { .bigint(Int64(batch * 4096 + $0) &* 2_654_435_761) }, type: .bigint)
      codec.encode([column], count: 4096, into: keys)
      let before = table.movedEntries
      _ = upsert(table, keys)
      most = max(most, table.movedEntries - before)
    }
    #expect(table.count == 150 * 4096)
    // A full rehash would move 300 000 entries in its last batch alone.
    #expect(most < 40_000)
    #expect(table.byteCount / table.count < 60)
  }

  /// Whatever was expected, every key has its row; as many as were expected need no growth.
  @Test(arguments: [0, 1, 12, 13, 320, 384, 5000, 1 << 20])
  func aTableTakesAnyNumberOfRowsWhateverWasExpected(expected: Int) {
    let table = StateTable(
      layout: RowLayout(rowBytes: 8), keyWidth: nil, expectedRows: expected)
    for start in stride(from: 0, to: 6000, by: 500) {
      let (states, inserted) = upsert(table, encodedKeys((start..<(start + 500)).map(textKey)))
      #expect(inserted.count == 500)
      for (i, state) in states.enumerated() { setInt64(state, 0, Int64(start + i)) }
      if start + 500 <= min(expected, 4500) { #expect(table.movedEntries == 0) }
    }

    for key in 0..<6000 {
      #expect(textKey(key).withUnsafeBytes { table.find($0).map { int64($0) } } == Int64(key))
    }
    _ = upsert(table, encodedKeys([[1], [2], [1], [2], [1]]))
    #expect(table.count == 6002)
  }

  /// The order is that of whole keys, with whatever they begin.
  @Test func rowsAreOrderedBehindAnyCommonBeginning() {
    let stem = Array("the same for all of them, and longer than two words".utf8)
    for length in [0, 1, 7, 8, 9, 30, stem.count] {
      let table = StateTable(layout: RowLayout(rowBytes: 8), keyWidth: nil)
      let begin = Array(stem.prefix(length))
      var keys = (0..<300).map { begin + textKey(($0 * 37) % 300) }
      keys += [begin, begin + [0], begin + [0, 0], begin + Array(repeating: 0, count: 17)]
      _ = upsert(table, encodedKeys(keys))
      let ordered = table.orderedRows().map { Array(table.key(of: $0)) }
      #expect(ordered == keys.sorted { $0.lexicographicallyPrecedes($1) })
    }
  }

  @Test func removedRowsAreReusedAndZeroed() {
    let table = StateTable(layout: countAndText, keyWidth: nil)
    let keys = encodedKeys((0..<1000).map(textKey))
    let (states, _) = upsert(table, keys)
    for state in states {
      setInt64(state, 0, 7)
      setBlob(state, 8, [1, 2, 3], table.arena)
    }
    let full = table.byteCount
    table.remove(keys, rows: nil, count: 1000)
    #expect(table.count == 0)
    #expect(table.arena.byteCount == 0)
    let (again, inserted) = upsert(table, encodedKeys((5000..<6000).map(textKey)))
    #expect(inserted.count == 1000)
    #expect(again.allSatisfy { int64($0) == 0 && blob($0, 8).isEmpty })
    #expect(table.byteCount <= full)
  }

  @Test func keysOfEveryLengthAreToldApart() {
    let table = StateTable(layout: RowLayout(rowBytes: 8), keyWidth: nil)
    let keys = (0..<300).flatMap { length in
      [[UInt8](repeating: 0, count: length), [UInt8](repeating: 0, count: length) + [1]]
    }
    let (states, inserted) = upsert(table, encodedKeys(keys))
    #expect(inserted.count == 600)
    #expect(Set(states).count == 600)
    for (key, state) in zip(keys, states) {
      #expect(Array(table.key(of: state)) == key)
      #expect(key.withUnsafeBytes { table.find($0) } == state)
    }
  }

  @Test func orderedRowsKeepToTheirRange() {
    let table = StateTable(layout: RowLayout(rowBytes: 8), keyWidth: 8)
    let codec = KeyCodec([.bigint])
    let keys = EncodedKeys()
    codec.encode(
      [Column.of([5, -3, 9, 0, 7, -8].map { .bigint($0) }, type: .bigint)], count: 6, into: keys)
    _ = upsert(table, keys)
    let range = KeyRange(
      lower: codec.encode([.bigint(-3)]), includesLower: false, upper: codec.encode([.bigint(7)]),
      includesUpper: true)
    let rows = table.orderedRows(in: range)
    let builder = ColumnBuilder(.bigint)
    table.collectKeys(of: rows, count: rows.count, into: keys)
    #expect(throws: Never.self) { try codec.decode(keys, into: [builder]) }
    let column = builder.finish()
    #expect((0..<column.count).map { column.int64s[$0] } == [0, 5, 7])
  }

  @Test func keysWithOneHashDoNotSplitForever() {
    // All hashes equal: the index has nothing to split by and must fall back to longer probes.
    let table = StateTable(layout: RowLayout(rowBytes: 8), keyWidth: 8)
    let keys = EncodedKeys()
    for i in 0..<1200 {
      withUnsafeBytes(of: i) { keys.append($0) }
      keys.hashes[i] = 0x1234_5678_9ABC_DEF0
    }
    let (states, inserted) = upsert(table, keys)
    #expect(inserted.count == 1200)
    #expect(Set(states).count == 1200)
    #expect(upsert(table, keys).states == states)
  }
}
