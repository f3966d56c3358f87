// AddPartitionsToTxn: partitions become part of the transaction, before anything is produced to
// them. Version 4 and above are spoken between brokers only.

package struct AddPartitionsToTxnRequest: WireRequest {
  package typealias Response = AddPartitionsToTxnResponse
  package static let api = SupportedAPI(.addPartitionsToTxn, 0...3, flexible: 3)

  package var transactionalID = ""
  package var producerID: Int64 = 0
  package var producerEpoch: Int16 = 0
  package var topics: [Topic] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&transactionalID)
    try wire.field(&producerID)
    try wire.field(&producerEpoch)
    try wire.field(&topics)
    try wire.end()
  }
}

extension AddPartitionsToTxnRequest {
  package struct Topic: WireStructure {
    package var name = ""
    package var partitions: [Int32] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&name)
      try wire.field(&partitions)
      try wire.end()
    }
  }
}

package struct AddPartitionsToTxnResponse: WireMessage {
  package static let api = AddPartitionsToTxnRequest.api

  package var throttleTimeMs: Int32 = 0
  package var topics: [Topic] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs)
    try wire.field(&topics)
    try wire.end()
  }
}

extension AddPartitionsToTxnResponse {
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

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&partitionIndex)
      try wire.field(&errorCode)
      try wire.end()
    }
  }
}
