// A build of a snapshot takes bounded memory, however long the changelog behind the last one is, and
// comes to the same as one that has room for everything.

import Platform
import SegmentLog
import StateStores
import Testing
import Values

struct SnapshotBuildTests {
  /// Commits `rounds` times: numbers to most of `keys` keys, a removal of every seventh, and a drop
  /// of old windows; later rounds write over what earlier ones wrote.
  private func write(
    _ fixture: ChangelogFixture, rounds: Int, keys: Int
  ) throws -> [[UInt8]: Int64] {
    let stores = Stores(fixture)
    var expected: [[UInt8]: Int64] = [:]
    for round in 0..<rounds {
      let batch = (0..<keys).map { ($0 * 31 + round * 17) % (keys * 2) }.map(textKey)
      for (i, state) in upsert(stores.table.table, encodedKeys(batch)).states.enumerated() {
        setInt64(state, 0, Int64(round * keys + i))
        expected[batch[i]] = Int64(round * keys + i)
      }
      try fixture.commit(stores.changelog)
      let gone = stride(from: round % 7, to: batch.count, by: 7).map { batch[$0] }
      stores.table.table.remove(encodedKeys(gone), rows: nil, count: gone.count)
      for key in gone { expected[key] = nil }
      var inserted: [Int32] = []
      withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer.self, capacity: keys) { states in
        stores.windows.upsert(
          encodedKeys(batch), rows: nil,
          windowStarts: (0..<keys).map { Int64(round * 10 - ($0 % 4) * 10) }, count: keys,
          into: states.baseAddress!, inserted: &inserted)
        for state in states { setInt64(state, 0, int64(state) + 1) }
      }
      stores.windows.dropWindows(before: Int64(round * 10 - 40))
      try fixture.commit(stores.changelog)
    }
    return expected
  }

  private struct Stores {
    let table = TableStore(
      storeName: "table", layout: RowLayout(rowBytes: 8, description: [1]), keyWidth: nil)
    let windows = WindowStore(
      storeName: "windows", layout: RowLayout(rowBytes: 8, description: [1]), keyWidth: nil,
      windowSize: 10)
    let changelog: Changelog

    init(_ fixture: ChangelogFixture) {
      changelog = Changelog(partition: fixture.partition, stores: [table, windows])
    }

    var rows: [[UInt8]: Int64] {
      var rows: [[UInt8]: Int64] = [:]
      table.table.forEachRow { rows[Array(table.table.key(of: $0))] = int64($0) }
      return rows
    }

    func windowRows() throws -> [String] {
      let scan = try windows.orderedRows(from: .min, before: .max)
      return (0..<scan.count).map {
        "\(scan.starts[$0]) \(Array(scan.keys[$0])) \(int64(scan.states[$0]))"
      }
    }
  }

  private func restored(
    _ fixture: ChangelogFixture, usingSnapshots: Bool = true
  ) throws -> (stores: Stores, report: RestoreReport) {
    let stores = Stores(fixture)
    let report = try stores.changelog.restore(
      from: fixture.log, snapshots: usingSnapshots ? fixture.snapshots : nil)
    return (stores, report)
  }

  @Test func aTailThatOutgrowsMemoryIsSpilledAndRestoresTheSame() throws {
    let fixture = try ChangelogFixture()
    fixture.limits.pieceBytes = 128 << 10
    fixture.limits.blockBytes = 4 << 10
    let expected = try write(fixture, rounds: 8, keys: 1500)
    let replayed = try restored(fixture, usingSnapshots: false)
    let built = try #require(try fixture.builder.build())
    #expect(!built.hasMore)
    // The tail is many pieces long, and yet no more than one and a block of each run was held.
    #expect(built.runCount >= 10)
    #expect(built.heldBytesMax < 2 * fixture.limits.pieceBytes)
    let (stores, report) = try restored(fixture)
    #expect(report.snapshot == built.path)
    #expect(report.snapshotBytes == built.byteCount)
    #expect(report.replayedRecords == 0)
    #expect(stores.rows == expected)
    #expect(try stores.windowRows() == replayed.stores.windowRows())
    // Of the runs nothing is left.
    #expect(try fixture.folder.fileSystem.list(fixture.snapshots.path).count == 1)
    // With room for everything the same records come out.
    let roomy = try ChangelogFixture()
    _ = try write(roomy, rounds: 8, keys: 1500)
    let other = try #require(try roomy.builder.build())
    #expect(other.runCount == 0)
    #expect(other.recordCount == built.recordCount)
    #expect(other.byteCount == built.byteCount)
  }

  @Test func moreThanOneBuildTakesIsBuiltInParts() throws {
    let fixture = try ChangelogFixture()
    fixture.limits.pieceBytes = 64 << 10
    fixture.limits.blockBytes = 4 << 10
    fixture.limits.runsMax = 3
    let expected = try write(fixture, rounds: 6, keys: 700)
    let replayed = try restored(fixture, usingSnapshots: false)
    var ends: [Offset] = []
    while let built = try fixture.builder.build() {
      #expect(ends.last.map { built.end > $0 } ?? true)
      #expect(built.trimBefore == ends.last ?? .zero)
      ends.append(built.end)
      try fixture.log.deleteRecords(fixture.partition, before: built.trimBefore)
      try fixture.snapshots.removeOld()
      // Wherever a part ends, it and the rest of the changelog are the whole.
      let (stores, report) = try restored(fixture)
      #expect(report.snapshot == built.path)
      #expect(stores.rows == expected)
      #expect(try stores.windowRows() == replayed.stores.windowRows())
      if !built.hasMore { break }
    }
    #expect(ends.count > 2)
    #expect(ends.last == (try fixture.log.offsets(fixture.partition).stable))
    #expect(try fixture.builder.build() == nil)
  }

  @Test func whatAnInterruptedBuildLeftGoesWithTheNextOne() throws {
    let fixture = try ChangelogFixture()
    _ = try write(fixture, rounds: 1, keys: 10)
    let files = fixture.folder.fileSystem
    try files.createDirectory(fixture.snapshots.path)
    try files.replace(fixture.snapshots.path + "/run-7.building", with: [1, 2, 3])
    _ = try fixture.builder.build()
    #expect(try files.list(fixture.snapshots.path).allSatisfy { $0.hasSuffix(".snapshot") })
  }
}

struct SnapshotPaceTests {
  @Test func oneBuildAtATimeAndWhatIsWrittenMeanwhileCounts() {
    let pace = SnapshotPace()
    pace.wrote(99)
    #expect(!pace.begin(least: 100))
    pace.wrote(1)
    #expect(pace.begin(least: 100))
    pace.wrote(500)
    #expect(!pace.begin(least: 100))
    pace.end(snapshotBytes: nil)
    #expect(pace.begin(least: 100))
    pace.end(snapshotBytes: nil)
    #expect(!pace.begin(least: 100))
  }

  @Test func aLargeSnapshotWaitsForHalfItsSize() {
    let pace = SnapshotPace(snapshotBytes: 1000, tailBytes: 300)
    #expect(!pace.begin(least: 100))
    pace.wrote(200)
    #expect(pace.begin(least: 100))
    pace.end(snapshotBytes: 1400)
    pace.wrote(699)
    #expect(!pace.begin(least: 100))
    pace.wrote(1)
    #expect(pace.begin(least: 100))
  }
}
