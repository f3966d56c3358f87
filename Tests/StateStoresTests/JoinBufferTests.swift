// Join buffers against an array of rows.

import StateStores
import Testing
import Values

struct JoinBufferTests {
  private struct Row: Equatable {
    var key: [UInt8]
    var time: Int64
    var sequence: Int
    var text: [UInt8]
    var matched: Bool
  }

  private func buffer() -> JoinBuffer {
    JoinBuffer(
      storeName: "j", description: [1], keyWidth: nil, bucketMilliseconds: 50,
      tracksUnmatched: true)
  }

  private func append(_ rows: [Row], to buffer: JoinBuffer) {
    let keys = encodedKeys(rows.map(\.key))
    var offsets: [Int32] = [0]
    var bytes: [UInt8] = []
    for row in rows {
      bytes += row.text
      offsets.append(Int32(bytes.count))
    }
    bytes.append(0)
    bytes.withUnsafeBytes {
      buffer.append(
        keys, rows: nil, count: rows.count, timestamps: rows.map(\.time), values: $0.baseAddress!,
        offsets: offsets, matched: rows.map { $0.matched ? 1 : 0 })
    }
  }

  private func ordered(_ rows: [Row]) -> [Row] {
    rows.sorted { $0.time != $1.time ? $0.time < $1.time : $0.sequence < $1.sequence }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func joiningAgreesWithAnArray(seed: UInt64) throws {
    var random = SeededNumbers(seed: seed)
    let fixture = try ChangelogFixture()
    var buffer = buffer()
    var changelog = Changelog(partition: fixture.partition, stores: [buffer])
    var model: [Row] = []
    var sequence = 0
    for step in 0..<60 {
      let now = Int64(step) * 20
      var added: [Row] = []
      for _ in 0..<30 {
        added.append(
          Row(
            key: textKey(Int.random(in: 0..<12, using: &random)),
            time: now + Int64.random(in: -120...20, using: &random), sequence: sequence,
            text: textKey(Int.random(in: 0..<40, using: &random)),
            matched: Bool.random(using: &random)))
        sequence += 1
      }
      added.removeAll { $0.time < (now - 200) / 50 * 50 }
      append(added, to: buffer)
      model += added
      lookUp(buffer, &model, now: now, &random)
      takeUnmatched(buffer, &model, before: now - 150)
      buffer.dropRows(before: now - 180)
      let edge = now - 180 < 0 ? (now - 180 - 49) / 50 * 50 : (now - 180) / 50 * 50
      model.removeAll { $0.time < edge }
      #expect(buffer.count == model.count)
      if step % 3 == 0 { try fixture.commit(changelog) }
      if step % 20 == 19 {
        try fixture.commit(changelog)
        buffer = self.buffer()
        changelog = Changelog(partition: fixture.partition, stores: [buffer])
        _ = try changelog.restore(from: fixture.log)
        #expect(buffer.count == model.count)
      }
    }
  }

  private func lookUp(
    _ buffer: JoinBuffer, _ model: inout [Row], now: Int64, _ random: inout SeededNumbers
  ) {
    let keys = (0..<20).map { _ in textKey(Int.random(in: 0..<14, using: &random)) }
    let lower = keys.map { _ in now - Int64.random(in: 0...150, using: &random) }
    let upper = lower.map { $0 + Int64.random(in: 0...100, using: &random) }
    let matches = JoinMatches()
    buffer.matches(
      encodedKeys(keys), rows: nil, count: 20, lower: lower, upper: upper, into: matches)
    for i in 0..<20 {
      let expected = ordered(
        model.filter { $0.key == keys[i] && $0.time >= lower[i] && $0.time <= upper[i] })
      let found = matches.range(of: i).map { matches.rows[$0] }
      #expect(found.map(\.timestamp) == expected.map(\.time))
      #expect(found.map { Array($0.bytes) } == expected.map(\.text))
      #expect(found.map(\.isMatched) == expected.map(\.matched))
      #expect(found.allSatisfy { Array(buffer.key(of: $0)) == keys[i] })
      if i % 4 == 0 {
        for row in found { buffer.markMatched(row) }
        for row in expected {
          model[model.firstIndex { $0.sequence == row.sequence }!].matched = true
        }
      }
    }
  }

  private func takeUnmatched(_ buffer: JoinBuffer, _ model: inout [Row], before bound: Int64) {
    var taken: [JoinRow] = []
    buffer.takeUnmatched(before: bound, into: &taken)
    let expected = ordered(model.filter { !$0.matched && $0.time < bound })
    #expect(taken.map(\.timestamp) == expected.map(\.time))
    #expect(taken.map { Array($0.bytes) } == expected.map(\.text))
    for i in model.indices where model[i].time < bound { model[i].matched = true }
    if let earliest = buffer.earliestUnmatched { #expect(earliest >= bound) }
  }
}
