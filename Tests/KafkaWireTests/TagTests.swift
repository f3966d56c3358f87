import KafkaWire
import Testing

struct TagTests {
  /// A Fetch v12 request that ends with this tag section.
  static func fetch(tags: String) throws -> FetchRequest {
    let fields = hex("ffffffff 00000000 00000000 00000000 00 00000000 00000000 01 01 01")
    return try FetchRequest.decode(fields + hex(tags), version: 12)
  }

  static func code(tags: String) -> WireError.Code? {
    do {
      _ = try fetch(tags: tags)
      return nil
    } catch { return (error as? WireError)?.code }
  }

  @Test func knownTagsAreRead() throws {
    #expect(try Self.fetch(tags: "00").clusterID == nil)
    #expect(try Self.fetch(tags: "01 00 02 02 6b").clusterID == "k")
    #expect(
      try Self.fetch(tags: "01 00 02 02 6b").body(version: 12).suffix(6)
        == hex("01 01 00 02 02 6b")[...])
  }

  @Test func unknownTagsAreSkipped() throws {
    #expect(try Self.fetch(tags: "02 00 02 02 6b 07 01 ff").clusterID == "k")
    #expect(try Self.fetch(tags: "01 ffffffff0f 02 abcd").clusterID == nil)
    #expect(try Self.fetch(tags: "01 07 00").clusterID == nil)
  }

  @Test func unknownTagsBeforeAKnownOneAreSkipped() throws {
    // Tags of a partition: 0 diverging epoch, 1 current leader, 2 snapshot.
    let start = hex(
      "00000000 0000 00000000 02 02 74 02 00000000 0000 0000000000000000 0000000000000000"
        + "0000000000000000 00 ffffffff 00")
    let bytes = start + hex("02 01 09 00000005 00000006 00 08 01 ff") + hex("00 00")
    let response = try FetchResponse.decode(bytes, version: 12)
    let partition = response.topics[0].partitions[0]
    #expect(partition.currentLeader.leaderID == 5)
    #expect(partition.currentLeader.leaderEpoch == 6)
    #expect(partition.divergingEpoch == FetchResponse.EpochEnd())
  }

  @Test func sizesAndOrderOfTagsAreChecked() {
    #expect(Self.code(tags: "02 00 02 02 6b 00 01 00") == .invalidTags)
    #expect(Self.code(tags: "02 07 00 03 00") == .invalidTags)
    // The value reads further than its size.
    #expect(Self.code(tags: "01 00 01 02 6b") == .invalidTags)
    #expect(Self.code(tags: "01 00 09 02 6b") == .truncated)
    #expect(Self.code(tags: "ffffffff0f 00 00") == .truncated)
  }

  @Test func whatStandsAtItsDefaultStaysOffTheWire() throws {
    let response = ProduceResponse.with {
      $0.topics = [.with { $0.partitions = [.with { $0.baseOffset = 1 }] }]
    }
    let plain = try response.body(version: 10)
    #expect(plain.suffix(8) == hex("00 00 00 00000000 00")[...])
    var moved = response
    moved.topics[0].partitions[0].currentLeader = .with {
      $0.leaderID = 2; $0.leaderEpoch = 3
    }
    #expect(try moved.body(version: 10).count == plain.count + 11)
    // Version 9 is flexible already but does not know the field.
    #expect(try moved.body(version: 9) == response.body(version: 9))
  }
}
