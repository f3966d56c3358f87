// Whole answers as they stand on the socket, field by field.

import KafkaWire
import Testing

struct ResponseBytesTests {
  static func written<M: WireMessage>(
    _ response: M, _ version: Int16, _ correlationID: Int32
  ) throws -> [UInt8] {
    let frame = try EncodedFrame.response(
      response, version: version, correlationID: correlationID)
    let bytes = frame.joined(PatternWalk.records)
    #expect(frame.count == bytes.count)
    try bytes[4...].withUnsafeBytes { raw in
      let header = try ResponseHeader.decode(raw, M.api, version: version)
      #expect(header.correlationID == correlationID)
      _ = try M.decode(raw, from: header.bodyStart, version: version)
    }
    return bytes
  }

  @Test func apiVersionsNeverHasTagsInItsHeader() throws {
    let response = ApiVersionsResponse.with {
      $0.apiKeys = [
        .with {
          $0.apiKey = 18; $0.minVersion = 0; $0.maxVersion = 4
        }
      ]
    }
    #expect(
      try Self.written(response, 0, 1) == hex("00000010 00000001 0000 00000001 0012 0000 0004"))
    #expect(
      try Self.written(response, 3, 1)
        == hex("00000013 00000001 0000 02 0012 0000 0004 00 00000000 00"))
  }

  @Test func metadata() throws {
    let response = MetadataResponse.with {
      $0.brokers = [
        .with {
          $0.nodeID = 1; $0.host = "h"; $0.port = 9092
        }
      ]
      $0.clusterID = "c"
      $0.controllerID = 1
      $0.topics = [
        .with {
          $0.name = "t"
          $0.topicID = KafkaUUID(high: 1, low: 2)
          $0.topicAuthorizedOperations = AuthorizedOperations.topic
          $0.partitions = [
            .with {
              $0.leaderID = 1; $0.leaderEpoch = 0; $0.replicaNodes = [1]; $0.isrNodes = [1]
            }
          ]
        }
      ]
    }
    #expect(
      try Self.written(response, 1, 2)
        == framed(
          """
          00000002 00000001 00000001 0001 68 00002384 ffff 00000001
          00000001 0000 0001 74 00
          00000001 0000 00000000 00000001 00000001 00000001 00000001 00000001
          """))
    #expect(
      try Self.written(response, 9, 2)
        == framed(
          """
          00000002 00 00000000 02 00000001 02 68 00002384 00 00 02 63 00000001
          02 0000 02 74 00
          02 0000 00000000 00000001 00000000 02 00000001 02 00000001 01 00
          00000df8 00 80000000 00
          """))
    #expect(
      try Self.written(response, 12, 2)
        == framed(
          """
          00000002 00 00000000 02 00000001 02 68 00002384 00 00 02 63 00000001
          02 0000 02 74 00000000000000010000000000000002 00
          02 0000 00000000 00000001 00000000 02 00000001 02 00000001 01 00
          00000df8 00 00
          """))
  }

  @Test func produce() throws {
    let response = ProduceResponse.with {
      $0.topics = [
        .with {
          $0.name = "t"
          $0.partitions = [
            .with {
              $0.baseOffset = 5; $0.logStartOffset = 0
            }
          ]
        }
      ]
    }
    #expect(
      try Self.written(response, 3, 3)
        == framed(
          """
          00000003 00000001 0001 74 00000001
          00000000 0000 0000000000000005 ffffffffffffffff 00000000
          """))
    #expect(
      try Self.written(response, 9, 3)
        == framed(
          """
          00000003 00 02 02 74 02
          00000000 0000 0000000000000005 ffffffffffffffff 0000000000000000 01 00 00 00 00000000 00
          """))
  }

  @Test func fetchLeavesGapsForTheBatches() throws {
    let response = FetchResponse.with {
      $0.topics = [
        .with {
          $0.topic = "t"
          $0.partitions = [
            .with {
              $0.highWatermark = 9
              $0.lastStableOffset = 9
              $0.logStartOffset = 0
              $0.records = RecordSpan(start: 0xaa, count: 3)
            },
            .with {
              $0.partitionIndex = 1
              $0.errorCode = .offsetOutOfRange
              $0.highWatermark = -1
              $0.records = RecordSpan(start: 0, count: 0)
            },
          ]
        }
      ]
    }
    let frame = try EncodedFrame.response(response, version: 4, correlationID: 4)
    #expect(frame.splices.map(\.position) == [53])
    #expect(
      frame.pieces == [
        .bytes(0..<53), .records(RecordSpan(start: 0xaa, count: 3)), .bytes(53..<83),
      ])
    #expect(
      try Self.written(response, 4, 4)
        == framed(
          """
          00000004 00000000 00000001 0001 74 00000002
          00000000 0000 0000000000000009 0000000000000009 ffffffff 00000003 aaaaaa
          00000001 0001 ffffffffffffffff ffffffffffffffff ffffffff 00000000
          """))
    #expect(
      try Self.written(response, 12, 4)
        == framed(
          """
          00000004 00 00000000 0000 00000000 02 02 74 03
          00000000 0000 0000000000000009 0000000000000009 0000000000000000 00 ffffffff
          04 aaaaaa 00
          00000001 0001 ffffffffffffffff ffffffffffffffff ffffffffffffffff 00 ffffffff 01 00
          00 00
          """))
  }

  @Test func joinGroup() throws {
    let response = JoinGroupResponse.with {
      $0.generationID = 1
      $0.protocolName = "range"
      $0.leader = "m"
      $0.memberID = "m"
      $0.members = [
        .with {
          $0.memberID = "m"; $0.metadata = [1, 2]
        }
      ]
    }
    #expect(
      try Self.written(response, 0, 5)
        == framed(
          """
          00000005 0000 00000001 0005 72616e6765 0001 6d 0001 6d
          00000001 0001 6d 00000002 0102
          """))
    #expect(
      try Self.written(response, 7, 5)
        == framed(
          """
          00000005 00 00000000 0000 00000001 00 06 72616e6765 02 6d 02 6d
          02 02 6d 00 03 0102 00 00
          """))
  }

  @Test func findCoordinator() throws {
    let one = FindCoordinatorResponse.with {
      $0.nodeID = 1; $0.host = "h"; $0.port = 9092
    }
    #expect(
      try Self.written(one, 0, 6) == framed("00000006 0000 00000001 0001 68 00002384"))
    let many = FindCoordinatorResponse.with {
      $0.coordinators = [
        .with {
          $0.key = "g"; $0.nodeID = 1; $0.host = "h"; $0.port = 9092
        }
      ]
    }
    #expect(
      try Self.written(many, 4, 6)
        == framed("00000006 00 00000000 02 02 67 00000001 02 68 00002384 0000 00 00 00"))
  }

  @Test func nullWhereNoneMayBeIsAnError() {
    let response = JoinGroupResponse.with { $0.protocolName = nil }
    #expect(throws: WireError.self) { try response.body(version: 6) }
    #expect(throws: Never.self) { try response.body(version: 7) }
  }

  @Test func textsTooLongForTheirPrefixAreErrors() {
    let long = SaslHandshakeRequest.with { $0.mechanism = String(repeating: "x", count: 32_768) }
    #expect(throws: WireError(.tooLong, at: 0)) { try long.body(version: 1) }
    let fits = SaslHandshakeRequest.with { $0.mechanism = String(repeating: "x", count: 32_767) }
    #expect(throws: Never.self) { try fits.body(version: 1) }
  }
}
