// Sessions against arrays: what the merging of rows finds, replaces and leaves.

import StateStores
import Testing
import Values

struct SessionStoreTests {
  private struct Expected: Hashable {
    var start: Int64
    var end: Int64
    var count: Int64
  }

  /// Merges a row into the sessions of its key, as a session aggregate does.
  private func add(
    _ time: Int64, gap: Int64, to list: UnsafeMutableRawPointer, _ store: SessionStore
  ) {
    var found: [Session] = []
    store.sessions(of: list, overlapping: time - gap, time + gap, into: &found)
    guard let first = found.first else {
      setInt64(store.put(list, start: time, end: time).state, 0, 1)
      return
    }
    var total = int64(first.state) + 1
    var (start, end) = (min(time, first.start), max(time, first.end))
    for other in found.dropFirst() {
      total += int64(other.state)
      (start, end) = (min(start, other.start), max(end, other.end))
      store.remove(other)
    }
    store.move(first, start: start, end: end)
    setInt64(first.state, 0, total)
  }

  private func add(_ time: Int64, gap: Int64, to sessions: inout [Expected]) {
    let merged = sessions.filter { $0.start <= time + gap && $0.end >= time - gap }
    sessions.removeAll { merged.contains($0) }
    sessions.append(
      Expected(
        start: merged.map(\.start).min().map { min($0, time) } ?? time,
        end: merged.map(\.end).max().map { max($0, time) } ?? time,
        count: merged.reduce(1) { $0 + $1.count }))
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func mergingAgreesWithArrays(seed: UInt64) throws {
    var random = SeededNumbers(seed: seed)
    let fixture = try ChangelogFixture()
    let store = SessionStore(
      storeName: "s", layout: RowLayout(rowBytes: 8), keyWidth: nil, bucketMilliseconds: 50)
    let changelog = Changelog(partition: fixture.partition, stores: [store])
    var model: [[UInt8]: [Expected]] = [:]
    for step in 0..<60 {
      let keys = (0..<40).map { _ in textKey(Int.random(in: 0..<15, using: &random)) }
      let encoded = encodedKeys(keys)
      withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer.self, capacity: 40) { lists in
        store.open(encoded, rows: nil, count: 40, into: lists.baseAddress!)
        for (i, key) in keys.enumerated() {
          let time = Int64(step) * 20 + Int64.random(in: -150...20, using: &random)
          add(time, gap: 7, to: lists[i], store)
          add(time, gap: 7, to: &model[key, default: []])
        }
      }
      if step % 9 == 8 {
        let bound = Int64(step) * 20 - 200
        store.dropSessions(endingBefore: bound)
        model = model.mapValues { $0.filter { $0.end >= bound } }.filter { !$0.value.isEmpty }
      }
      if step % 4 == 0 { try fixture.commit(changelog) }
      if step % 13 == 0 { try fixture.failCommit(changelog) }
    }
    expect(store, model)
    try fixture.commit(changelog)
    let restored = SessionStore(
      storeName: "s", layout: RowLayout(rowBytes: 8), keyWidth: nil, bucketMilliseconds: 80)
    _ = try Changelog(partition: fixture.partition, stores: [restored]).restore(from: fixture.log)
    expect(restored, model)
  }

  private func expect(_ store: SessionStore, _ model: [[UInt8]: [Expected]]) {
    for (key, sessions) in model {
      let found = key.withUnsafeBytes { store.sessions(of: $0) }
      #expect(
        found.map { Expected(start: $0.start, end: $0.end, count: int64($0.state)) }
          == sessions.sorted { $0.start < $1.start })
    }
    #expect(store.count == model.values.reduce(0) { $0 + $1.count })
    let ordered = store.orderedSessions()
    #expect(ordered.count == store.count)
    for (a, b) in zip(ordered, ordered.dropFirst()) {
      #expect(
        a.start < b.start
          || a.start == b.start
            && Array(store.key(of: a)).lexicographicallyPrecedes(Array(store.key(of: b)))
      )
    }
    let closed = store.orderedSessions(endingFrom: 900, before: 1000)
    #expect(closed.allSatisfy { $0.end >= 900 && $0.end < 1000 })
    #expect(closed.count == ordered.filter { $0.end >= 900 && $0.end < 1000 }.count)
  }

  @Test func keysWithoutSessionsTakeNoMemoryForEver() {
    let store = SessionStore(storeName: "s", layout: RowLayout(rowBytes: 8), keyWidth: nil)
    var bytes = 0
    for round in 0..<50 {
      let keys = encodedKeys((0..<200).map { textKey(round * 200 + $0) })
      withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer.self, capacity: 200) { lists in
        store.open(keys, rows: nil, count: 200, into: lists.baseAddress!)
        for i in 0..<200 { _ = store.put(lists[i], start: Int64(round), end: Int64(round)) }
      }
      store.dropSessions(endingBefore: Int64(round))
      store.markClean()
      if round == 10 { bytes = store.byteCount }
    }
    #expect(store.count == 200)
    #expect(store.byteCount < bytes * 2)
  }
}
