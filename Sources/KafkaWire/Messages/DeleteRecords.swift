// DeleteRecords: moves the start of partitions forward; an offset of -1 is the end.

package struct DeleteRecordsRequest: WireRequest {
  package typealias Response = DeleteRecordsResponse
  package static let api = SupportedAPI(.deleteRecords, 0...2, flexible: 2)

  package var topics: [Topic] = []
  package var timeoutMs: Int32 = 0

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&topics)
    try wire.field(&timeoutMs)
    try wire.end()
  }
}

extension DeleteRecordsRequest {
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
    package var offset: Int64 = 0

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&partitionIndex)
      try wire.field(&offset)
      try wire.end()
    }
  }
}

package struct DeleteRecordsResponse: WireMessage {
  package static let api = DeleteRecordsRequest.api

  package var throttleTimeMs: Int32 = 0
  package var topics: [Topic] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs)
    try wire.field(&topics)
    try wire.end()
  }
}

extension DeleteRecordsResponse {
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
    package var lowWatermark: Int64 = 0
    package var errorCode = KafkaError.noError

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&partitionIndex)
      try wire.field(&lowWatermark)
      try wire.field(&errorCode)
      try wire.end()
    }
  }
}
