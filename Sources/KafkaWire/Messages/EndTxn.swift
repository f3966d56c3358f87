// EndTxn: commits or aborts the transaction.

package struct EndTxnRequest: WireRequest {
  package typealias Response = EndTxnResponse
  package static let api = SupportedAPI(.endTxn, 0...3, flexible: 3)

  package var transactionalID = ""
  package var producerID: Int64 = 0
  package var producerEpoch: Int16 = 0
  package var committed = false

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&transactionalID)
    try wire.field(&producerID)
    try wire.field(&producerEpoch)
    try wire.field(&committed)
    try wire.end()
  }
}

package struct EndTxnResponse: WireMessage {
  package static let api = EndTxnRequest.api

  package var throttleTimeMs: Int32 = 0
  package var errorCode = KafkaError.noError

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs)
    try wire.field(&errorCode)
    try wire.end()
  }
}
