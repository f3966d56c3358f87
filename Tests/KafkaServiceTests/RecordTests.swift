// Records in and out: produce, fetch, waiting for records, limits.

import KafkaWire
import SegmentLog
import Testing

@testable import KafkaService

@Suite struct RecordTests {
  @Test func recordsComeBackAsTheyWentIn() throws {
    let node = try NodeFixture()
    try node.createTopic("t", partitions: 2)
    let client = try node.client()
    let first = try client.produce(WireBatch(["a", "b"]), to: "t", 1)
    #expect(first.errorCode == .noError && first.baseOffset == 0)
    #expect(try client.produce(WireBatch(["c"]), to: "t", 1, acks: 1).baseOffset == 2)
    let fetched = try client.fetch(WireClient.fetchRequest("t", 1))
    #expect(fetched.values == ["a", "b", "c"])
    #expect(fetched.batches.map(\.baseOffset) == [0, 2])
    #expect(fetched.partition.highWatermark == 3 && fetched.partition.lastStableOffset == 3)
    #expect(try client.fetch(WireClient.fetchRequest("t", 0)).values == [])
  }

  @Test(arguments: [Int16(3), 8, 9, 11]) func everyVersionOfProduceWrites(version: Int16) throws {
    let node = try NodeFixture()
    try node.createTopic("t")
    let client = try node.client()
    #expect(
      try client.produce(WireBatch(["a"]), to: "t", version: version).errorCode == .noError)
    #expect(try client.fetch(WireClient.fetchRequest("t"), version: 4).values == ["a"])
  }

  @Test func anErrorOfOnePartitionIsItsOwn() throws {
    let node = try NodeFixture()
    try node.createTopic("t")
    let client = try node.client()
    #expect(
      try client.produce(WireBatch(["a"]), to: "t", 7).errorCode == .unknownTopicOrPartition)
    #expect(
      try client.produce(WireBatch(["a"]), to: "zzz").errorCode == .unknownTopicOrPartition)
    #expect(
      try client.produce(WireBatch(["a"]), to: "t", acks: 5).errorCode == .invalidRequiredAcks)
    #expect(
      try client.fetch(WireClient.fetchRequest("t", from: 1)).partition.errorCode
        == .offsetOutOfRange)
  }

  @Test func aFetchWaitsForRecordsAndNoLonger() throws {
    let node = try NodeFixture()
    try node.createTopic("t")
    let reader = try node.client()
    let writer = try node.client()
    let pending = try reader.send(
      WireClient.fetchRequest("t", waitMilliseconds: 60_000), version: 12)
    #expect(reader.isSilent(milliseconds: 50))
    _ = try writer.produce(WireBatch(["late"]), to: "t")
    #expect(try reader.receiveFetch(pending).values == ["late"])
  }

  @Test func aFetchOfATopicThatWasMadeAnewIsWokenToo() throws {
    let node = try NodeFixture()
    try node.createTopic("t")
    let (reader, writer) = (try node.client(), try node.client())
    let first = try reader.send(
      WireClient.fetchRequest("t", waitMilliseconds: 60_000), version: 12)
    #expect(reader.isSilent(milliseconds: 100))
    try node.log.deleteTopic("t")
    #expect(try reader.receiveFetch(first).partition.errorCode == .unknownTopicOrPartition)
    try node.createTopic("t")
    let second = try reader.send(
      WireClient.fetchRequest("t", waitMilliseconds: 60_000), version: 12)
    #expect(reader.isSilent(milliseconds: 100))
    _ = try writer.produce(WireBatch(["a"]), to: "t")
    #expect(try reader.receiveFetch(second).values == ["a"])
  }

  @Test func aFetchEndsAtItsDeadlineWithWhatIsThere() throws {
    let node = try NodeFixture()
    try node.createTopic("t")
    let client = try node.client()
    _ = try client.produce(WireBatch(["a"]), to: "t")
    let fetched = try client.fetch(
      WireClient.fetchRequest("t", waitMilliseconds: 30, minBytes: 100_000))
    #expect(fetched.values == ["a"])
    #expect(
      try client.fetch(WireClient.fetchRequest("t", from: 1, waitMilliseconds: 30)).values
        == [])
  }

  @Test func limitsLeaveAtLeastTheFirstBatch() throws {
    let node = try NodeFixture()
    try node.createTopic("t")
    let client = try node.client()
    for value in ["a", "b", "c"] { _ = try client.produce(WireBatch([value]), to: "t") }
    let size = Int32(WireBatch(["a"]).bytes.count)
    func values(_ bytesMax: Int32, from offset: Int64 = 0) throws -> [String] {
      try client.fetch(WireClient.fetchRequest("t", from: offset, partitionBytesMax: bytesMax))
        .values
    }
    #expect(try values(1) == ["a"])
    #expect(try values(size * 2) == ["a", "b"])
    #expect(try values(size * 3 - 1, from: 1) == ["b", "c"])
  }

  @Test func theLimitOfTheAnswerCountsOverPartitions() throws {
    let node = try NodeFixture()
    try node.createTopic("t", partitions: 2)
    let client = try node.client()
    _ = try client.produce(WireBatch(["a"]), to: "t", 0)
    _ = try client.produce(WireBatch(["b"]), to: "t", 1)
    var request = WireClient.fetchRequest("t")
    request.topics[0].partitions.append(
      .with {
        $0.partition = 1
        $0.partitionMaxBytes = 1 << 20
      })
    request.maxBytes = 1
    let pending = try client.send(request, version: 12)
    let partitions = try client.receiveFrame(pending).response.topics[0].partitions
    #expect(partitions.map { $0.records?.count } == [WireBatch(["a"]).bytes.count, 0])
  }

  @Test func aBatchThatWasSentBeforeIsWrittenOnce() throws {
    let node = try NodeFixture()
    try node.createTopic("t")
    let client = try node.client()
    let producer = try client.call(InitProducerIdRequest.self, version: 4) { _ in }
    #expect(producer.errorCode == .noError && producer.producerID >= 0)
    var batch = WireBatch(["a", "b"])
    batch.producerID = producer.producerID
    batch.epoch = producer.producerEpoch
    batch.sequence = 0
    #expect(try client.produce(batch, to: "t").baseOffset == 0)
    #expect(try client.produce(batch, to: "t").baseOffset == 0)
    batch.sequence = 5
    #expect(try client.produce(batch, to: "t").errorCode == .outOfOrderSequenceNumber)
    #expect(try client.fetch(WireClient.fetchRequest("t")).values == ["a", "b"])
  }

  @Test func withoutAcknowledgementsThereIsNoAnswerAndAnErrorEndsTheConnection() throws {
    let node = try NodeFixture()
    try node.createTopic("t")
    let client = try node.client()
    _ = try client.sendProduce(WireBatch(["a"]), to: "t", acks: 0)
    #expect(try client.fetch(WireClient.fetchRequest("t", waitMilliseconds: 5000)).values == ["a"])
    _ = try client.sendProduce(WireBatch(["a"]), to: "zzz", acks: 0)
    #expect(client.isEnded())
  }

  @Test func anAnswerThatWaitsForTheDiskHoldsBackNoProduceBehindIt() throws {
    let node = try NodeFixture(durability: .fsync)
    try node.createTopic("t")
    let client = try node.client()
    var pending: [WireClient.Pending<ProduceRequest>] = []
    for number in 0..<20 {
      pending.append(try client.sendProduce(WireBatch(["\(number)"]), to: "t"))
    }
    let offsets = try pending.map { try client.receive($0).topics[0].partitions[0].baseOffset }
    #expect(offsets == Array(0..<20))
    #expect(try client.fetch(WireClient.fetchRequest("t")).values == (0..<20).map { "\($0)" })
  }
}
