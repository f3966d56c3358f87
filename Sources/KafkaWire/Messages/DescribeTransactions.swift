// DescribeTransactions: state of transactional ids.

package struct DescribeTransactionsRequest: WireRequest {
  package typealias Response = DescribeTransactionsResponse
  package static let api = SupportedAPI(.describeTransactions, 0...0, flexible: 0)

  package var transactionalIDs: [String] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&transactionalIDs)
    try wire.end()
  }
}

package struct DescribeTransactionsResponse: WireMessage {
  package static let api = DescribeTransactionsRequest.api

  package var throttleTimeMs: Int32 = 0
  package var transactionStates: [TransactionState] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs)
    try wire.field(&transactionStates)
    try wire.end()
  }
}

extension DescribeTransactionsResponse {
  package struct TransactionState: WireStructure {
    package var errorCode = KafkaError.noError
    package var transactionalID = ""
    package var transactionState = ""
    package var transactionTimeoutMs: Int32 = 0
    package var transactionStartTimeMs: Int64 = 0
    package var producerID: Int64 = 0
    package var producerEpoch: Int16 = 0
    package var topics: [Topic] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&errorCode)
      try wire.field(&transactionalID)
      try wire.field(&transactionState)
      try wire.field(&transactionTimeoutMs)
      try wire.field(&transactionStartTimeMs)
      try wire.field(&producerID)
      try wire.field(&producerEpoch)
      try wire.field(&topics)
      try wire.end()
    }
  }

  package struct Topic: WireStructure {
    package var topic = ""
    package var partitions: [Int32] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&topic)
      try wire.field(&partitions)
      try wire.end()
    }
  }
}
