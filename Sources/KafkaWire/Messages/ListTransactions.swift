// ListTransactions: transactional ids by state, producer and (from version 1) age.

package struct ListTransactionsRequest: WireRequest {
  package typealias Response = ListTransactionsResponse
  package static let api = SupportedAPI(.listTransactions, 0...1, flexible: 0)

  package var stateFilters: [String] = []
  package var producerIDFilters: [Int64] = []
  /// Only transactions open for longer than so many milliseconds; -1 for all.
  package var durationFilter: Int64 = -1

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&stateFilters)
    try wire.field(&producerIDFilters)
    try wire.field(&durationFilter, .since(1))
    try wire.end()
  }
}

package struct ListTransactionsResponse: WireMessage {
  package static let api = ListTransactionsRequest.api

  package var throttleTimeMs: Int32 = 0
  package var errorCode = KafkaError.noError
  package var unknownStateFilters: [String] = []
  package var transactionStates: [TransactionState] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs)
    try wire.field(&errorCode)
    try wire.field(&unknownStateFilters)
    try wire.field(&transactionStates)
    try wire.end()
  }
}

extension ListTransactionsResponse {
  package struct TransactionState: WireStructure {
    package var transactionalID = ""
    package var producerID: Int64 = 0
    package var transactionState = ""

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&transactionalID)
      try wire.field(&producerID)
      try wire.field(&transactionState)
      try wire.end()
    }
  }
}
