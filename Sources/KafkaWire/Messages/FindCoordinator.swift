// FindCoordinator: which broker keeps a group (key type 0) or a transactional id (1). From version
// 4 on many keys at once.

package struct FindCoordinatorRequest: WireRequest {
  package typealias Response = FindCoordinatorResponse
  package static let api = SupportedAPI(.findCoordinator, 0...4, flexible: 3)

  package var key = ""
  package var keyType: Int8 = 0
  package var coordinatorKeys: [String] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&key, .until(3))
    try wire.field(&keyType, .since(1))
    try wire.field(&coordinatorKeys, .since(4))
    try wire.end()
  }
}

package struct FindCoordinatorResponse: WireMessage {
  package static let api = FindCoordinatorRequest.api

  package var throttleTimeMs: Int32 = 0
  package var errorCode = KafkaError.noError
  package var errorMessage: String?
  package var nodeID: Int32 = 0
  package var host = ""
  package var port: Int32 = 0
  package var coordinators: [Coordinator] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs, .since(1))
    try wire.field(&errorCode, .until(3))
    try wire.field(&errorMessage, .between(1, 3))
    try wire.field(&nodeID, .until(3))
    try wire.field(&host, .until(3))
    try wire.field(&port, .until(3))
    try wire.field(&coordinators, .since(4))
    try wire.end()
  }
}

extension FindCoordinatorResponse {
  package struct Coordinator: WireStructure {
    package var key = ""
    package var nodeID: Int32 = 0
    package var host = ""
    package var port: Int32 = 0
    package var errorCode = KafkaError.noError
    package var errorMessage: String?

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&key)
      try wire.field(&nodeID)
      try wire.field(&host)
      try wire.field(&port)
      try wire.field(&errorCode)
      try wire.field(&errorMessage)
      try wire.end()
    }
  }
}
