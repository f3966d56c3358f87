// DescribeCluster: the brokers, like the head of Metadata.

package struct DescribeClusterRequest: WireRequest {
  package typealias Response = DescribeClusterResponse
  package static let api = SupportedAPI(.describeCluster, 0...1, flexible: 0)

  package var includeClusterAuthorizedOperations = false
  package var endpointType: Int8 = 1

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&includeClusterAuthorizedOperations)
    try wire.field(&endpointType, .since(1))
    try wire.end()
  }
}

package struct DescribeClusterResponse: WireMessage {
  package static let api = DescribeClusterRequest.api

  package var throttleTimeMs: Int32 = 0
  package var errorCode = KafkaError.noError
  package var errorMessage: String?
  package var endpointType: Int8 = 1
  package var clusterID = ""
  package var controllerID: Int32 = -1
  package var brokers: [Broker] = []
  package var clusterAuthorizedOperations = AuthorizedOperations.absent

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs)
    try wire.field(&errorCode)
    try wire.field(&errorMessage)
    try wire.field(&endpointType, .since(1))
    try wire.field(&clusterID)
    try wire.field(&controllerID)
    try wire.field(&brokers)
    try wire.field(&clusterAuthorizedOperations)
    try wire.end()
  }
}

extension DescribeClusterResponse {
  package struct Broker: WireStructure {
    package var brokerID: Int32 = 0
    package var host = ""
    package var port: Int32 = 0
    package var rack: String?

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&brokerID)
      try wire.field(&host)
      try wire.field(&port)
      try wire.field(&rack)
      try wire.end()
    }
  }
}
