// Access rules and users by Kafka's requests, what the cluster says about itself, and its folders.

import Access
import KafkaWire
import SegmentLog
import Testing

@testable import KafkaService

@Suite struct RightsAdministrationTests {
  private static func onCluster(_ operation: AclOperation) throws -> AclBinding {
    AclBinding(try ResourcePattern(.cluster, Resource.cluster.name), .anonymous, operation)
  }

  private func rule(
    _ topic: String, principal: String = "User:ann", host: String = "*", operation: Int8 = 3,
    permission: Int8 = 3, pattern: Int8 = 3
  ) -> CreateAclsRequest.Creation {
    .with {
      $0.resourceType = 2
      $0.resourceName = topic
      $0.resourcePatternType = pattern
      $0.principal = principal
      $0.host = host
      $0.operation = operation
      $0.permissionType = permission
    }
  }

  private func create(
    _ client: WireClient, _ rules: CreateAclsRequest.Creation...
  ) throws -> [KafkaError] {
    try client.call(CreateAclsRequest.self, version: 3) { $0.creations = rules }
      .results.map(\.errorCode)
  }

  private func describe(
    _ client: WireClient, topic: String? = nil, pattern: Int8 = 1
  ) throws -> DescribeAclsResponse {
    try client.call(DescribeAclsRequest.self, version: 3) {
      $0.resourceTypeFilter = 2
      $0.resourceNameFilter = topic
      $0.patternTypeFilter = pattern
      $0.operation = 1
      $0.permissionType = 1
    }
  }

  // MARK: - Rules

  @Test func rulesAreMadeSeenAndRemoved() throws {
    let node = try NodeFixture.guarded(Self.onCluster(.alter))
    let client = try node.client()
    #expect(
      try create(
        client, rule("t"), rule("t", operation: 4, permission: 2), rule("t-", pattern: 4))
        == [.noError, .noError, .noError])
    let found = try describe(client)
    #expect(found.resources.map(\.resourceName) == ["t", "t-"])
    #expect(found.resources.map(\.patternType) == [3, 4])
    #expect(found.resources[0].acls.map(\.principal) == ["User:ann", "User:ann"])
    #expect(found.resources[0].acls.map(\.operation) == [3, 4])
    #expect(found.resources[0].acls.map(\.permissionType) == [3, 2])
    #expect(found.resources[0].acls.map(\.host) == ["*", "*"])
    // By the resource that rules apply to.
    #expect(
      try describe(client, topic: "t-1", pattern: 2).resources.map(\.resourceName) == ["t-"])
    let removed = try client.call(DeleteAclsRequest.self, version: 3) {
      $0.filters = [
        .with {
          $0.resourceTypeFilter = 2
          $0.resourceNameFilter = "t"
          $0.patternTypeFilter = 3
          $0.principalFilter = "User:ann"
          $0.operation = 4
          $0.permissionType = 1
        },
        .with { $0.resourceTypeFilter = 99 },
      ]
    }.filterResults
    #expect(removed.map(\.errorCode) == [.noError, .invalidRequest])
    #expect(removed[0].matchingAcls.map(\.operation) == [4])
    #expect(try describe(client).resources.map(\.acls.count) == [1, 1])
  }

  @Test func rulesApplyAtOnce() throws {
    let node = try NodeFixture.guarded(Self.onCluster(.alter))
    try node.createTopic("t")
    let client = try node.client()
    #expect(
      try client.produce(WireBatch(["a"]), to: "t").errorCode == .topicAuthorizationFailed)
    _ = try create(client, rule("t", principal: "User:ANONYMOUS", operation: 4))
    #expect(try client.produce(WireBatch(["a"]), to: "t").errorCode == .noError)
    #expect(
      try client.fetch(WireClient.fetchRequest("t")).partition.errorCode
        == .topicAuthorizationFailed)
  }

  @Test func rulesThatMeanNothingAreRefusedOneByOne() throws {
    let node = try NodeFixture.guarded(Self.onCluster(.alter))
    let client = try node.client()
    #expect(
      try create(
        client, rule(""), rule("t"), rule("t", principal: "Group:x"), rule("t", host: "example"),
        rule("t", operation: 77), rule("t", permission: 1), rule("t", principal: "nobody"))
        == [
          .invalidRequest, .noError, .invalidPrincipalType, .invalidRequest, .invalidRequest,
          .invalidRequest, .invalidRequest,
        ])
    #expect(try describe(client).resources.map(\.acls.count) == [1])
  }

  @Test func rulesNeedRightsOnTheCluster() throws {
    let node = try NodeFixture.guarded(Self.onCluster(.create))
    let client = try node.client()
    #expect(try create(client, rule("t")) == [.clusterAuthorizationFailed])
    #expect(try describe(client).errorCode == .clusterAuthorizationFailed)
    let removed = try client.call(DeleteAclsRequest.self, version: 3) {
      $0.filters = [.with { _ in }]
    }
    #expect(removed.filterResults.map(\.errorCode) == [.clusterAuthorizationFailed])
    #expect(node.access.authorizer.state.rules.count == 1)
  }

  @Test func withoutSecurityThereAreNoRules() throws {
    let client = try NodeFixture().client()
    #expect(try create(client, rule("t")) == [.securityDisabled])
    let found = try describe(client)
    #expect(found.errorCode == .securityDisabled && found.errorMessage != nil)
  }

  // MARK: - Users

  private func set(
    _ user: String, _ mechanism: Int8 = 1, iterations: Int32 = 4096
  ) -> AlterUserScramCredentialsRequest.Upsertion {
    .with {
      $0.name = user
      $0.mechanism = mechanism
      $0.iterations = iterations
      $0.salt = Array("salt-salt-salt".utf8)
      $0.saltedPassword = Array(repeating: 7, count: mechanism == 2 ? 64 : 32)
    }
  }

  private func alter(
    _ client: WireClient, set: [AlterUserScramCredentialsRequest.Upsertion] = [],
    delete: [(String, Int8)] = []
  ) throws -> [String: KafkaError] {
    let results = try client.call(AlterUserScramCredentialsRequest.self, version: 0) {
      $0.upsertions = set
      $0.deletions = delete.map { user, mechanism in
        .with {
          $0.name = user
          $0.mechanism = mechanism
        }
      }
    }.results
    return Dictionary(uniqueKeysWithValues: results.map { ($0.user, $0.errorCode) })
  }

  private func users(
    _ client: WireClient, _ names: [String]? = nil
  ) throws -> DescribeUserScramCredentialsResponse {
    try client.call(DescribeUserScramCredentialsRequest.self, version: 0) {
      $0.users = names?.map { name in .with { $0.name = name } }
    }
  }

  @Test func usersComeAndGo() throws {
    let client = try NodeFixture().client()
    #expect(
      try alter(client, set: [set("ann"), set("ann", 2, iterations: 8192), set("bob")])
        == ["ann": .noError, "bob": .noError])
    let all = try users(client)
    #expect(all.results.map(\.user) == ["ann", "bob"])
    #expect(all.results[0].credentialInfos.map(\.mechanism) == [1, 2])
    #expect(all.results[0].credentialInfos.map(\.iterations) == [4096, 8192])
    #expect(
      try alter(client, delete: [("ann", 1), ("bob", 1)]) == ["ann": .noError, "bob": .noError])
    #expect(try users(client).results.map(\.user) == ["ann"])
    let asked = try users(client, ["ann", "bob", "cat", "cat"]).results
    #expect(asked.map(\.user) == ["ann", "bob", "cat"])
    #expect(asked.map(\.errorCode) == [.noError, .resourceNotFound, .duplicateResource])
  }

  @Test func usersAreRefusedOneByOne() throws {
    let client = try NodeFixture().client()
    let answers = try alter(
      client,
      set: [
        set("ann"), set("few", iterations: 1), set(""), set("odd", 9), set("odd"), set("two"),
        set("two"),
      ],
      delete: [("none", 1)])
    #expect(
      answers == [
        "ann": .noError, "few": .unacceptableCredential, "": .unacceptableCredential,
        "odd": .unsupportedSaslMechanism, "two": .duplicateResource, "none": .resourceNotFound,
      ])
    #expect(try users(client).results.map(\.user) == ["ann"])
  }

  @Test func usersNeedRightsOnTheCluster() throws {
    let node = try NodeFixture.guarded(Self.onCluster(.describe))
    let client = try node.client()
    #expect(try alter(client, set: [set("ann")]) == ["ann": .clusterAuthorizationFailed])
    #expect(try users(client).errorCode == .noError)
    let stranger = try NodeFixture.guarded().client()
    #expect(try users(stranger).errorCode == .clusterAuthorizationFailed)
  }

  // MARK: - Cluster

  @Test func theClusterIsOneNode() throws {
    let node = try NodeFixture()
    let client = try node.client()
    let found = try client.call(DescribeClusterRequest.self, version: 1) {
      $0.includeClusterAuthorizedOperations = true
    }
    #expect(found.errorCode == .noError && found.clusterID == node.log.clusterIdentifier)
    #expect(found.brokers.map(\.port) == [Int32(node.port)])
    #expect(found.controllerID == found.brokers[0].brokerID)
    #expect(found.clusterAuthorizedOperations == AuthorizedOperations.cluster)
    let quiet = try client.call(DescribeClusterRequest.self, version: 0) { _ in }
    #expect(quiet.clusterAuthorizedOperations == AuthorizedOperations.absent)
    let controllers = try client.call(DescribeClusterRequest.self, version: 1) {
      $0.endpointType = 2
    }
    #expect(controllers.errorCode == .mismatchedEndpointType)
    let others = try client.call(DescribeClusterRequest.self, version: 1) { $0.endpointType = 3 }
    #expect(others.errorCode == .unsupportedEndpointType)
  }

  @Test(arguments: Int16(0)...4) func theFolderHasTheBytesOfPartitions(version: Int16) throws {
    let node = try NodeFixture()
    try node.createTopic("t", partitions: 2)
    let client = try node.client()
    let batch = WireBatch(["a"])
    _ = try client.produce(batch, to: "t", 1)
    let all = try client.call(DescribeLogDirsRequest.self, version: version) { _ in }
    #expect(all.results.map(\.logDir) == [node.log.path])
    #expect(all.results[0].topics.map(\.name) == ["t"])
    #expect(
      all.results[0].topics[0].partitions.map(\.partitionSize) == [0, Int64(batch.bytes.count)])
    let some = try client.call(DescribeLogDirsRequest.self, version: version) {
      $0.topics = [
        .with {
          $0.topic = "t"
          $0.partitions = [1, 9]
        },
        .with {
          $0.topic = "none"
          $0.partitions = [0]
        },
      ]
    }
    #expect(some.results[0].topics.map { $0.partitions.map(\.partitionIndex) } == [[1]])
    if version >= 4 { #expect(some.results[0].usableBytes > 0) }
  }

  @Test func theFolderNeedsTheRight() throws {
    let client = try NodeFixture.guarded().client()
    let found = try client.call(DescribeLogDirsRequest.self, version: 4) { _ in }
    #expect(found.errorCode == .clusterAuthorizationFailed && found.results.isEmpty)
  }
}
