import KafkaWire
import Testing

struct ConsumerSubscriptionTests {
  @Test func theFirstVersionHasTopicsOnly() throws {
    let bytes = hex("0000 00000001 0002 7431 ffffffff")
    let subscription = try ConsumerSubscription.decode(bytes)
    #expect(subscription.topics == ["t1"])
    #expect(subscription.userData == nil)
    #expect(subscription.ownedPartitions == [])
    #expect(subscription.generationID == -1)
    #expect(try subscription.encoded(version: 0) == bytes)
  }

  @Test func laterVersionsAddFieldsAtTheEnd() throws {
    let bytes = hex(
      """
      0003 00000001 0002 7431 00000001 07
      00000001 0002 7431 00000002 00000000 00000005 0000002a 0002 7231
      """)
    let subscription = try ConsumerSubscription.decode(bytes)
    #expect(subscription.userData == [7])
    #expect(
      subscription.ownedPartitions == [
        .with {
          $0.topic = "t1"; $0.partitions = [0, 5]
        }
      ])
    #expect(subscription.generationID == 42)
    #expect(subscription.rackID == "r1")
    #expect(try subscription.encoded() == bytes)
    // A version from the future is read as the last one.
    #expect(try ConsumerSubscription.decode(hex("0009") + bytes[2...] + [1, 2, 3]) == subscription)
  }

  @Test func assignments() throws {
    let bytes = hex("0001 00000001 0002 7431 00000001 00000003 00000000")
    let assignment = try ConsumerAssignment.decode(bytes)
    #expect(
      assignment.assignedPartitions == [
        .with {
          $0.topic = "t1"; $0.partitions = [3]
        }
      ])
    #expect(assignment.userData == [])
    for length in bytes.indices {
      #expect(throws: WireError.self) { try ConsumerAssignment.decode(Array(bytes[..<length])) }
    }
  }

  @Test func bytesOfOtherProtocolsAreErrors() {
    #expect(throws: WireError.self) { try ConsumerSubscription.decode([]) }
    #expect(throws: WireError.self) { try ConsumerSubscription.decode(hex("ffff 00000000")) }
    #expect(throws: WireError.self) { try ConsumerSubscription.decode(Array("{\"a\":1}".utf8)) }
  }
}
