// The one list of what is spoken. Dispatch, the check of versions and the answer to ApiVersions derive
// from it; each message says its versions itself.

package enum SupportedAPIs {
  /// Every request, by its number.
  package static let requests: [any WireRequest.Type] = [
    ProduceRequest.self,
    FetchRequest.self,
    ListOffsetsRequest.self,
    MetadataRequest.self,
    OffsetCommitRequest.self,
    OffsetFetchRequest.self,
    FindCoordinatorRequest.self,
    JoinGroupRequest.self,
    HeartbeatRequest.self,
    LeaveGroupRequest.self,
    SyncGroupRequest.self,
    DescribeGroupsRequest.self,
    ListGroupsRequest.self,
    SaslHandshakeRequest.self,
    ApiVersionsRequest.self,
    CreateTopicsRequest.self,
    DeleteTopicsRequest.self,
    DeleteRecordsRequest.self,
    InitProducerIdRequest.self,
    OffsetForLeaderEpochRequest.self,
    AddPartitionsToTxnRequest.self,
    AddOffsetsToTxnRequest.self,
    EndTxnRequest.self,
    TxnOffsetCommitRequest.self,
    DescribeAclsRequest.self,
    CreateAclsRequest.self,
    DeleteAclsRequest.self,
    DescribeConfigsRequest.self,
    AlterConfigsRequest.self,
    DescribeLogDirsRequest.self,
    SaslAuthenticateRequest.self,
    CreatePartitionsRequest.self,
    DeleteGroupsRequest.self,
    IncrementalAlterConfigsRequest.self,
    OffsetDeleteRequest.self,
    DescribeUserScramCredentialsRequest.self,
    AlterUserScramCredentialsRequest.self,
    DescribeClusterRequest.self,
    DescribeProducersRequest.self,
    DescribeTransactionsRequest.self,
    ListTransactionsRequest.self,
  ]

  package static let all: [SupportedAPI] = requests.map { $0.api }

  /// By API key; keys are small numbers.
  private static let byKey: [SupportedAPI?] = {
    let largest = all.map(\.key.rawValue).max() ?? 0
    var table = [SupportedAPI?](repeating: nil, count: Int(largest) + 1)
    for api in all { table[Int(api.key.rawValue)] = api }
    return table
  }()

  /// The API with this key, when it has this version.
  package static func find(key: Int16, version: Int16) -> SupportedAPI? {
    guard byKey.indices.contains(Int(key)), let api = byKey[Int(key)],
      api.versions.contains(version)
    else { return nil }
    return api
  }
}

extension ApiVersionsResponse {
  /// What this broker speaks, for the APIs that `isOffered` lets through. The tagged fields stay at
  /// their defaults and so off the wire: librdkafka before 2.2 trips over any that is there.
  package static func offering(
    _ isOffered: (APIKey) -> Bool = { _ in true }
  ) -> ApiVersionsResponse {
    var response = ApiVersionsResponse()
    for api in SupportedAPIs.all where isOffered(api.key) {
      response.apiKeys.append(
        .with {
          $0.apiKey = api.key.rawValue
          $0.minVersion = api.versions.lowerBound
          $0.maxVersion = api.versions.upperBound
        })
    }
    return response
  }

  /// The answer to a version of ApiVersions that is not spoken: the same list with an error, in the
  /// layout of version 0, which every client reads.
  package static func unsupportedVersion(
    correlationID: Int32, _ isOffered: (APIKey) -> Bool = { _ in true }
  ) throws(WireError) -> EncodedFrame {
    var response = offering(isOffered)
    response.errorCode = .unsupportedVersion
    return try .response(response, version: 0, correlationID: correlationID)
  }
}
