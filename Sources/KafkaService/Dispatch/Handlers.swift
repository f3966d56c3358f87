// The one list of what is served. Dispatch and the answer to ApiVersions derive from it.

import KafkaWire

enum Handlers {
  static let all: [Route] = [
    Route(ProduceHandler.self),
    Route(FetchHandler.self),
    Route(ListOffsetsHandler.self),
    Route(MetadataHandler.self),
    Route(OffsetCommitHandler.self),
    Route(OffsetFetchHandler.self),
    Route(FindCoordinatorHandler.self),
    Route(JoinGroupHandler.self),
    Route(HeartbeatHandler.self),
    Route(LeaveGroupHandler.self),
    Route(SyncGroupHandler.self),
    Route(DescribeGroupsHandler.self),
    Route(ListGroupsHandler.self),
    Route(SaslHandshakeHandler.self),
    Route(ApiVersionsHandler.self),
    Route(CreateTopicsHandler.self),
    Route(DeleteTopicsHandler.self),
    Route(DeleteRecordsHandler.self),
    Route(InitProducerIdHandler.self),
    Route(OffsetForLeaderEpochHandler.self),
    Route(AddPartitionsToTxnHandler.self),
    Route(AddOffsetsToTxnHandler.self),
    Route(EndTxnHandler.self),
    Route(TxnOffsetCommitHandler.self),
    Route(DescribeAclsHandler.self),
    Route(CreateAclsHandler.self),
    Route(DeleteAclsHandler.self),
    Route(DescribeConfigsHandler.self),
    Route(AlterConfigsHandler.self),
    Route(DescribeLogDirsHandler.self),
    Route(SaslAuthenticateHandler.self),
    Route(CreatePartitionsHandler.self),
    Route(DeleteGroupsHandler.self),
    Route(IncrementalAlterConfigsHandler.self),
    Route(OffsetDeleteHandler.self),
    Route(DescribeUserScramCredentialsHandler.self),
    Route(AlterUserScramCredentialsHandler.self),
    Route(DescribeClusterHandler.self),
    Route(DescribeProducersHandler.self),
    Route(DescribeTransactionsHandler.self),
    Route(ListTransactionsHandler.self),
  ]

  private static let byKey: [APIKey: Route] = Dictionary(
    uniqueKeysWithValues: all.map { ($0.api.key, $0) })

  static func find(_ key: APIKey) -> Route? { byKey[key] }

  static func isServed(_ key: APIKey) -> Bool { byKey[key] != nil }
}
