// DescribeProducers: the idempotent producers that a partition remembers.

package struct DescribeProducersRequest: WireRequest {
  package typealias Response = DescribeProducersResponse
  package static let api = SupportedAPI(.describeProducers, 0...0, flexible: 0)

  package var topics: [Topic] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&topics)
    try wire.end()
  }
}

extension DescribeProducersRequest {
  package struct Topic: WireStructure {
    package var name = ""
    package var partitionIndexes: [Int32] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&name)
      try wire.field(&partitionIndexes)
      try wire.end()
    }
  }
}

package struct DescribeProducersResponse: WireMessage {
  package static let api = DescribeProducersRequest.api

  package var throttleTimeMs: Int32 = 0
  package var topics: [Topic] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs)
    try wire.field(&topics)
    try wire.end()
  }
}

extension DescribeProducersResponse {
  package struct Topic: WireStructure {
    package var name = ""
    package var partitions: [Partition] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&name)
      try wire.field(&partitions)
      try wire.end()
    }
  }

  package struct Partition: WireStructure {
    package var partitionIndex: Int32 = 0
    package var errorCode = KafkaError.noError
    package var errorMessage: String?
    package var activeProducers: [Producer] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&partitionIndex)
      try wire.field(&errorCode)
      try wire.field(&errorMessage)
      try wire.field(&activeProducers)
      try wire.end()
    }
  }

  package struct Producer: WireStructure {
    package var producerID: Int64 = 0
    package var producerEpoch: Int32 = 0
    package var lastSequence: Int32 = -1
    package var lastTimestamp: Int64 = -1
    package var coordinatorEpoch: Int32 = 0
    package var currentTxnStartOffset: Int64 = -1

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&producerID)
      try wire.field(&producerEpoch)
      try wire.field(&lastSequence)
      try wire.field(&lastTimestamp)
      try wire.field(&coordinatorEpoch)
      try wire.field(&currentTxnStartOffset)
      try wire.end()
    }
  }
}
