// InitProducerId: a producer id and an epoch, for idempotence and transactions. From version 3 on
// a producer can bring its present ones after an error. The timeout means something only with a
// transactional id.

package struct InitProducerIdRequest: WireRequest {
  package typealias Response = InitProducerIdResponse
  package static let api = SupportedAPI(.initProducerId, 0...4, flexible: 2)

  package var transactionalID: String?
  /// Anything, even negative, without a transactional id.
  package var transactionTimeoutMs: Int32 = 0
  package var producerID: Int64 = -1
  package var producerEpoch: Int16 = -1

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&transactionalID)
    try wire.field(&transactionTimeoutMs)
    try wire.field(&producerID, .since(3))
    try wire.field(&producerEpoch, .since(3))
    try wire.end()
  }
}

package struct InitProducerIdResponse: WireMessage {
  package static let api = InitProducerIdRequest.api

  package var throttleTimeMs: Int32 = 0
  package var errorCode = KafkaError.noError
  package var producerID: Int64 = -1
  package var producerEpoch: Int16 = 0

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs)
    try wire.field(&errorCode)
    try wire.field(&producerID)
    try wire.field(&producerEpoch)
    try wire.end()
  }
}
