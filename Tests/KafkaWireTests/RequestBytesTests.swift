// Whole requests as they stand on the socket, field by field. The golden bytes cover every version;
// here one can read what they mean.

import KafkaWire
import Testing

struct RequestBytesTests {
  /// Reads a frame with its length prefix, and checks that it would be written the same.
  static func read<R: WireRequest>(_ type: R.Type, _ frame: [UInt8]) throws -> (RequestHeader, R) {
    #expect(Array(frame[..<4]) == withUnsafeBytes(of: Int32(frame.count - 4).bigEndian, Array.init))
    let body = Array(frame[4...])
    let (header, request) = try body.withUnsafeBytes { raw in
      let header = try RequestHeader.decode(raw)
      return (header, try R.decode(raw, header))
    }
    let again = try EncodedFrame.request(
      request, version: header.version, correlationID: header.correlationID,
      clientID: header.clientID)
    #expect(again.joined { Array(body[$0.range]) } == frame)
    #expect(again.count == frame.count)
    return (header, request)
  }

  @Test func apiVersions() throws {
    let (header, _) = try Self.read(
      ApiVersionsRequest.self, hex("0000000c 0012 0000 00000001 0002 6b70"))
    #expect(header.api == ApiVersionsRequest.api)
    #expect(header.version == 0)
    #expect(header.correlationID == 1)
    #expect(header.clientID == "kp")

    // Header 2: the client id stays a plain string, and a tag section follows it.
    let (_, named) = try Self.read(
      ApiVersionsRequest.self,
      hex("00000022 0012 0003 00000002 0002 6b70 00 0d 6b61666b612d707974686f6e 07 332e302e3132 00")
    )
    #expect(named.clientSoftwareName == "kafka-python")
    #expect(named.clientSoftwareVersion == "3.0.12")
  }

  @Test func metadata() throws {
    let (_, all) = try Self.read(
      MetadataRequest.self, hex("00000010 0003 0001 00000003 0002 6b70 ffffffff"))
    #expect(all.topics == nil)
    #expect(all.allowAutoTopicCreation)

    let (_, none) = try Self.read(
      MetadataRequest.self, hex("00000010 0003 0001 00000003 0002 6b70 00000000"))
    #expect(none.topics == [])

    let (_, one) = try Self.read(
      MetadataRequest.self,
      hex("0000001a 0003 0009 00000004 0002 6b70 00 02 07 6f7264657273 00 01 00 00 00"))
    #expect(one.topics?.map(\.name) == ["orders"])
    #expect(one.allowAutoTopicCreation)

    let (_, withID) = try Self.read(
      MetadataRequest.self,
      hex(
        """
        00000029 0003 000c 00000005 0002 6b70 00
        02 00000000000000000000000000000000 07 6f7264657273 00 00 00 00
        """))
    #expect(withID.topics?.first?.topicID == .zero)
    #expect(!withID.allowAutoTopicCreation)
  }

  @Test func produce() throws {
    let (_, plain) = try Self.read(
      ProduceRequest.self,
      framed(
        """
        0000 0003 00000007 0001 61
        ffff ffff 00007530 00000001 0002 7431 00000001 00000000 00000005 6261746368
        """))
    #expect(plain.transactionalID == nil)
    #expect(plain.acks == -1)
    #expect(plain.timeoutMs == 30_000)
    #expect(plain.topics[0].name == "t1")
    // The batches stay in the frame: its last five bytes.
    #expect(plain.topics[0].partitions[0].records == RecordSpan(start: 39, count: 5))

    let (_, compact) = try Self.read(
      ProduceRequest.self,
      framed(
        """
        0000 0009 00000008 0001 61 00
        00 0001 00007530 02 03 7431 02 00000002 06 6261746368 00 00 00
        """))
    #expect(compact.acks == 1)
    #expect(compact.topics[0].partitions[0].index == 2)
    #expect(compact.topics[0].partitions[0].records == RecordSpan(start: 29, count: 5))
  }

  @Test func fetch() throws {
    let (_, plain) = try Self.read(
      FetchRequest.self,
      framed(
        """
        0001 0004 00000009 0001 61
        ffffffff 000001f4 00000001 03200000 01
        00000001 0002 7431 00000001 00000000 0000000000000011 00100000
        """))
    #expect(plain.replicaID == -1)
    #expect(plain.maxWaitMs == 500)
    #expect(plain.minBytes == 1)
    #expect(plain.maxBytes == 52_428_800)
    #expect(plain.isolationLevel == 1)
    #expect(plain.sessionEpoch == -1)
    #expect(plain.topics[0].partitions[0].fetchOffset == 17)
    #expect(plain.topics[0].partitions[0].partitionMaxBytes == 1_048_576)
    #expect(plain.topics[0].partitions[0].currentLeaderEpoch == -1)

    let (_, compact) = try Self.read(
      FetchRequest.self,
      framed(
        """
        0001 000c 0000000a 0001 61 00
        ffffffff 000001f4 00000001 03200000 00 00000000 00000000
        02 03 7431 02 00000000 ffffffff 0000000000000011 ffffffff ffffffffffffffff 00100000 00 00
        01 01 01 00 02 02 6b
        """))
    #expect(compact.sessionEpoch == 0)
    #expect(compact.topics[0].partitions[0].lastFetchedEpoch == -1)
    #expect(compact.forgottenTopics == [])
    #expect(compact.clusterID == "k")
  }

  @Test func joinGroup() throws {
    let (_, first) = try Self.read(
      JoinGroupRequest.self,
      framed(
        """
        000b 0000 0000000b 0001 61
        0002 6731 00002710 0000 0008 636f6e73756d6572 00000001 0005 72616e6765 00000002 0000
        """))
    #expect(first.groupID == "g1")
    #expect(first.sessionTimeoutMs == 10_000)
    #expect(first.rebalanceTimeoutMs == -1)
    #expect(first.memberID == "")
    #expect(
      first.protocols == [
        .with {
          $0.name = "range"; $0.metadata = [0, 0]
        }
      ])

    let (_, member) = try Self.read(
      JoinGroupRequest.self,
      framed(
        """
        000b 0007 0000000c 0001 61 00
        03 6731 0000afc8 000493e0 04 6d2d31 03 6931 09 636f6e73756d6572
        02 06 72616e6765 03 0000 00 00
        """))
    #expect(member.sessionTimeoutMs == 45_000)
    #expect(member.rebalanceTimeoutMs == 300_000)
    #expect(member.memberID == "m-1")
    #expect(member.groupInstanceID == "i1")
  }

  @Test func findCoordinator() throws {
    let (_, one) = try Self.read(
      FindCoordinatorRequest.self, framed("000a 0000 00000006 0002 6b70 0002 6731"))
    #expect(one.key == "g1")

    let (_, many) = try Self.read(
      FindCoordinatorRequest.self,
      framed("000a 0004 00000006 0002 6b70 00 01 03 03 7431 01 00"))
    #expect(many.keyType == 1)
    #expect(many.coordinatorKeys == ["t1", ""])
  }
}
