// What is restored is what was committed: from the changelog alone, and from snapshots with what
// followed them, whole or damaged.

import Platform
import SegmentLog
import StateStores
import Testing
import Values

/// The content of the two stores of these tests.
private struct Content: Equatable {
  var table: [[UInt8]: [UInt8]] = [:]
  var windows: [String: [UInt8]] = [:]
}

private struct Stores {
  let table = TableStore(storeName: "table", layout: countAndText, keyWidth: nil)
  let windows: WindowStore
  let changelog: Changelog

  init(_ fixture: ChangelogFixture, sealing: WindowSealing? = nil) {
    windows = WindowStore(
      storeName: "windows", layout: countAndText, keyWidth: nil, windowSize: 10, sealing: sealing)
    changelog = Changelog(partition: fixture.partition, stores: [table, windows])
  }

  static func bytes(_ state: UnsafeMutableRawPointer) -> [UInt8] {
    Array("\(int64(state)):".utf8) + blob(state, 8)
  }

  func content() throws -> Content {
    var content = Content()
    table.table.forEachRow { content.table[Array(table.table.key(of: $0))] = Stores.bytes($0) }
    let scan = try windows.orderedRows(from: .min, before: .max)
    for i in 0..<scan.count {
      content.windows["\(scan.starts[i]) \(Array(scan.keys[i]))"] = Stores.bytes(scan.states[i])
    }
    return content
  }

  /// A random batch of upserts, removals and expiry.
  func change(_ step: Int, _ random: inout SeededNumbers) {
    let keys = (0..<50).map { _ in textKey(Int.random(in: 0..<120, using: &random)) }
    let encoded = encodedKeys(keys)
    if step % 4 == 3 {
      table.table.remove(encoded, rows: nil, count: 20)
    } else {
      fill(upsert(table.table, encoded).states, keys, step, table.table.arena)
    }
    let starts = keys.map { _ in Int64(step) + Int64.random(in: 0...3, using: &random) * 10 }
    var inserted: [Int32] = []
    withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer.self, capacity: 50) { states in
      windows.upsert(
        encoded, rows: nil, windowStarts: starts.map { $0 / 10 * 10 }, count: 50,
        into: states.baseAddress!, inserted: &inserted)
      fill(Array(states), keys, step, windows.arena)
    }
    if step % 7 == 6 { windows.dropWindows(before: Int64(step) / 10 * 10 - 10) }
  }

  private func fill(
    _ states: [UnsafeMutableRawPointer], _ keys: [[UInt8]], _ step: Int, _ arena: BlobArena
  ) {
    for (i, state) in states.enumerated() {
      setInt64(state, 0, int64(state) + Int64(step))
      if i % 3 == 0 { setBlob(state, 8, keys[i] + [UInt8(step)], arena) }
    }
  }
}

struct ChangelogTests {
  /// `pieceBytes`: what a build folds in memory at a time, from everything down to a few rows.
  @Test(arguments: [1, 2, 3, 4] as [UInt64], [32 << 20, 20 << 10])
  func restoringGivesTheCommittedStateAfterAnyRestart(seed: UInt64, pieceBytes: Int) throws {
    var random = SeededNumbers(seed: seed)
    let fixture = try ChangelogFixture()
    fixture.limits.pieceBytes = pieceBytes
    fixture.limits.runsMax = 3
    fixture.limits.blockBytes = 256
    var stores = Stores(fixture, sealing: fixture.sealing)
    var committed = try stores.content()
    for step in 0..<100 {
      stores.change(step, &random)
      switch Int.random(in: 0..<10, using: &random) {
      case 0...5:
        try fixture.commit(stores.changelog)
        committed = try stores.content()
        try stores.windows.seal(windowsBefore: Int64(step) - 5, rowBudget: 100)
      case 6: try fixture.failCommit(stores.changelog)
      case 7:
        // What was not committed is lost with the process.
        stores = Stores(fixture, sealing: fixture.sealing)
        _ = try stores.changelog.restore(from: fixture.log, snapshots: fixture.snapshots)
        #expect(try stores.content() == committed)
      case 8:
        if let built = try fixture.builder.build() {
          try fixture.log.deleteRecords(fixture.partition, before: built.trimBefore)
          try fixture.snapshots.removeOld()
          #expect(fixture.snapshots.ends().count <= 2)
        }
      default: break
      }
    }
    let restored = Stores(fixture)
    let report = try restored.changelog.restore(from: fixture.log, snapshots: fixture.snapshots)
    #expect(try restored.content() == committed)
    #expect(report.end == (try fixture.log.offsets(fixture.partition).stable))
    #expect(report.ignored.isEmpty)
  }

  /// Commits some steps with a snapshot after each third of them.
  private func history(
    _ fixture: ChangelogFixture, steps: Int, snapshotEvery: Int
  ) throws -> Content {
    var random = SeededNumbers(seed: 9)
    let stores = Stores(fixture)
    for step in 0..<steps {
      stores.change(step, &random)
      try fixture.commit(stores.changelog)
      if step % snapshotEvery == snapshotEvery - 1 { _ = try fixture.builder.build() }
    }
    return try stores.content()
  }

  @Test func snapshotAndTailAreTheFullReplay() throws {
    let fixture = try ChangelogFixture()
    let content = try history(fixture, steps: 25, snapshotEvery: 10)
    let replayed = Stores(fixture)
    let full = try replayed.changelog.restore(from: fixture.log)
    #expect(full.snapshot == nil)
    #expect(try replayed.content() == content)
    let loaded = Stores(fixture)
    let short = try loaded.changelog.restore(from: fixture.log, snapshots: fixture.snapshots)
    #expect(short.snapshot != nil)
    #expect(short.replayedRecords < full.replayedRecords)
    #expect(try loaded.content() == content)
    // Whoever goes on after a restore writes what a third one reads.
    var random = SeededNumbers(seed: 10)
    loaded.change(3, &random)
    loaded.change(4, &random)
    try fixture.commit(loaded.changelog)
    let again = Stores(fixture)
    _ = try again.changelog.restore(from: fixture.log, snapshots: fixture.snapshots)
    #expect(try again.content() == loaded.content())
  }

  @Test(arguments: [3, 9, 20, 60, 400])
  func aDamagedSnapshotIsLeftAsideForTheOneBefore(position: Int) throws {
    let fixture = try ChangelogFixture()
    let content = try history(fixture, steps: 25, snapshotEvery: 10)
    let ends = fixture.snapshots.ends()
    #expect(ends.count == 2)
    let newest = try #require(
      fixture.snapshots.newest(of: nil, fixture.partition, upTo: Offset(.max)).snapshot)
    try fixture.log.deleteRecords(fixture.partition, before: ends[1])
    try fixture.folder.damage(newest.path, at: position)
    let stores = Stores(fixture)
    let report = try stores.changelog.restore(from: fixture.log, snapshots: fixture.snapshots)
    #expect(report.ignored.count == 1)
    #expect(report.snapshot != nil && report.snapshot != newest.path)
    #expect(try stores.content() == content)
    // The next snapshot is built from the one that is whole.
    let built = try #require(try fixture.builder.build())
    #expect(built.trimBefore == ends[1])
  }

  @Test func withoutAnySnapshotATrimmedChangelogIsAGap() throws {
    let fixture = try ChangelogFixture()
    _ = try history(fixture, steps: 25, snapshotEvery: 10)
    let ends = fixture.snapshots.ends()
    try fixture.log.deleteRecords(fixture.partition, before: ends[1])
    for (snapshot, _) in [
      fixture.snapshots.newest(of: nil, fixture.partition, upTo: Offset(.max)),
      fixture.snapshots.newest(of: nil, fixture.partition, upTo: ends[1]),
    ] {
      try fixture.folder.damage(try #require(snapshot).path, at: 200)
    }
    let error = #expect(throws: StoreError.self) {
      try Stores(fixture).changelog.restore(from: fixture.log, snapshots: fixture.snapshots)
    }
    #expect(error?.code == .changelogGap)
    #expect(error?.sentence.contains("checksum") == true)
  }

  @Test func aSnapshotFromAfterTheEndOfTheLogIsLeftAside() throws {
    let fixture = try ChangelogFixture()
    _ = try history(fixture, steps: 10, snapshotEvery: 10)
    let other = try ChangelogFixture()
    try other.folder.fileSystem.createDirectory(other.snapshots.path)
    let (snapshot, _) = fixture.snapshots.newest(of: nil, fixture.partition, upTo: Offset(.max))
    let path = try #require(snapshot).path
    let name = try #require(path.split(separator: "/").last)
    try other.folder.fileSystem.replace(
      other.snapshots.path + "/\(name)", with: other.folder.fileSystem.contents(of: path))
    let report = try Stores(other).changelog.restore(from: other.log, snapshots: other.snapshots)
    #expect(report.snapshot == nil)
    #expect(report.ignored.count == 1)
  }

  @Test func rowsOfAnOlderLayoutAreReadThroughAnUpgradeOrRefused() throws {
    let fixture = try ChangelogFixture()
    let old = TableStore(
      storeName: "t", layout: RowLayout(rowBytes: 8, description: [1]), keyWidth: nil)
    let first = Changelog(partition: fixture.partition, stores: [old])
    for (i, state) in upsert(old.table, encodedKeys((0..<9).map(textKey))).states.enumerated() {
      setInt64(state, 0, Int64(i))
    }
    try fixture.commit(first)
    _ = try fixture.builder.build()
    let layout = RowLayout(rowBytes: 16, description: [2])
    let error = #expect(throws: StoreError.self) {
      let store = TableStore(storeName: "t", layout: layout, keyWidth: nil)
      _ = try Changelog(partition: fixture.partition, stores: [store]).restore(from: fixture.log)
    }
    #expect(error?.code == .layoutMismatch)
    let new = TableStore(storeName: "t", layout: layout, keyWidth: nil)
    let second = Changelog(partition: fixture.partition, stores: [new]) { _, old in
      RowUpgrade(from: old) { from, to, _ in
        setInt64(to, 0, int64(from))
        setInt64(to, 8, -1)
      }
    }
    _ = try second.restore(from: fixture.log, snapshots: fixture.snapshots)
    // One row is written again with the new layout, under the identity it always had.
    setInt64(upsert(new.table, encodedKeys([textKey(4)])).states[0], 8, 44)
    try fixture.commit(second)
    _ = try fixture.builder.build()
    let third = TableStore(storeName: "t", layout: layout, keyWidth: nil)
    _ = try Changelog(partition: fixture.partition, stores: [third]) { _, old in
      RowUpgrade(from: old) { from, to, _ in setInt64(to, 0, int64(from)) }
    }.restore(from: fixture.log, snapshots: fixture.snapshots)
    #expect(third.table.count == 9)
    let rows = (0..<9).map { key in textKey(key).withUnsafeBytes { third.table.find($0) } }
    #expect(rows.map { $0.map { int64($0) } } == (0..<9).map { Int64($0) })
    #expect(rows[4].map { int64($0, 8) } == 44)
  }

  @Test func aCommitWithoutChangesWritesNothing() throws {
    let fixture = try ChangelogFixture()
    let stores = Stores(fixture)
    #expect(try !fixture.commit(stores.changelog))
    let (states, _) = upsert(stores.table.table, encodedKeys([[1]]))
    #expect(try fixture.commit(stores.changelog))
    #expect(try !fixture.commit(stores.changelog))
    stores.table.table.markDirty(states[0])
    stores.table.table.markDirty(states[0])
    let before = try fixture.log.offsets(fixture.partition).end
    #expect(try fixture.commit(stores.changelog))
    // The row once, and the marker of the transaction.
    #expect(try fixture.log.offsets(fixture.partition).end - before == 2)
  }
}

struct MemoryBudgetTests {
  @Test func theBudgetIsTheSumOfItsAccounts() {
    let budget = MemoryBudget(limit: 100)
    let first = budget.openAccount()
    do {
      let second = budget.openAccount()
      first.update(60)
      #expect(!budget.isExceeded)
      second.update(50)
      #expect(first.isExceeded)
      first.update(40)
      #expect(budget.byteCount == 90)
    }
    #expect(budget.byteCount == 40)
    budget.setLimit(0)
    first.update(1 << 40)
    #expect(!budget.isExceeded)
  }
}
