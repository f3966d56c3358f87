// AddOffsetsToTxn: the offsets of a group become part of the transaction.

package struct AddOffsetsToTxnRequest: WireRequest {
  package typealias Response = AddOffsetsToTxnResponse
  package static let api = SupportedAPI(.addOffsetsToTxn, 0...3, flexible: 3)

  package var transactionalID = ""
  package var producerID: Int64 = 0
  package var producerEpoch: Int16 = 0
  package var groupID = ""

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&transactionalID)
    try wire.field(&producerID)
    try wire.field(&producerEpoch)
    try wire.field(&groupID)
    try wire.end()
  }
}

package struct AddOffsetsToTxnResponse: WireMessage {
  package static let api = AddOffsetsToTxnRequest.api

  package var throttleTimeMs: Int32 = 0
  package var errorCode = KafkaError.noError

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs)
    try wire.field(&errorCode)
    try wire.end()
  }
}
