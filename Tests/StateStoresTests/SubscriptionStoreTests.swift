// Subscriptions of a foreign-key join against a dictionary of sets.

import StateStores
import Testing
import Values

struct SubscriptionStoreTests {
  private struct Pair: Hashable {
    var right: [UInt8]
    var left: [UInt8]
  }

  @Test func subscriptionsAgreeWithADictionary() throws {
    var random = SeededNumbers(seed: 5)
    let fixture = try ChangelogFixture()
    let layout = RowLayout(rowBytes: 24, blobOffsets: [8])
    let store = SubscriptionStore(storeName: "f", layout: layout)
    let changelog = Changelog(partition: fixture.partition, stores: [store])
    var model: [Pair: (Int64, [UInt8])] = [:]
    for step in 0..<2000 {
      let pair = Pair(
        right: textKey(Int.random(in: 0..<20, using: &random)),
        left: textKey(Int.random(in: 0..<40, using: &random)))
      pair.right.withUnsafeBytes { right in
        pair.left.withUnsafeBytes { left in
          if step % 3 == 2 {
            #expect(store.remove(right: right, left: left) == (model[pair] != nil))
            model[pair] = nil
          } else {
            let (payload, isNew) = store.put(right: right, left: left)
            #expect(isNew == (model[pair] == nil))
            setInt64(payload, 0, Int64(step))
            setBlob(payload, 8, pair.left, store.arena)
            model[pair] = (Int64(step), pair.left)
          }
        }
      }
      if step % 50 == 0 { try fixture.commit(changelog) }
    }
    expect(store, model)
    try fixture.commit(changelog)
    let restored = SubscriptionStore(storeName: "f", layout: layout)
    _ = try Changelog(partition: fixture.partition, stores: [restored]).restore(from: fixture.log)
    expect(restored, model)
  }

  private func expect(_ store: SubscriptionStore, _ model: [Pair: (Int64, [UInt8])]) {
    #expect(store.count == model.count)
    for right in (0..<20).map(textKey) {
      let lefts = model.keys.filter { $0.right == right }.map(\.left).sorted {
        $0.lexicographicallyPrecedes($1)
      }
      let found = right.withUnsafeBytes { store.subscribers(of: $0) }
      #expect(found.map { Array(store.leftKey(of: $0)) } == lefts)
      #expect(
        found.map { int64($0) } == lefts.map { model[Pair(right: right, left: $0)]!.0 })
      #expect(found.map { blob($0, 8) } == lefts)
    }
  }

  @Test func aBatchOfPairsIsPutInOrder() {
    let store = SubscriptionStore(storeName: "f", layout: RowLayout(rowBytes: 8))
    let rights = encodedKeys([[1], [2], [1]])
    let lefts = encodedKeys([[9], [8], [9]])
    var inserted: [Int32] = []
    withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer.self, capacity: 3) { payloads in
      store.put(
        rights: rights, lefts: lefts, rows: nil, count: 3, into: payloads.baseAddress!,
        inserted: &inserted)
      #expect(payloads[0] == payloads[2])
    }
    #expect(inserted == [0, 1])
    #expect(([3] as [UInt8]).withUnsafeBytes { store.subscribers(of: $0) }.isEmpty)
    #expect(([1] as [UInt8]).withUnsafeBytes { store.subscribers(of: $0) }.count == 1)
  }
}
