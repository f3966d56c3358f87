// Settings of topics and of the node, described and altered.

import Access
import KafkaWire
import SegmentLog
import Testing

@testable import KafkaService

@Suite struct ConfigurationTests {
  private typealias Described = DescribeConfigsResponse.Resource

  private func describe(
    _ client: WireClient, _ type: Int8, _ name: String, keys: [String]? = nil,
    version: Int16 = 4, all: Bool = false
  ) throws -> DescribeConfigsResponse.Resource {
    try client.call(DescribeConfigsRequest.self, version: version) {
      $0.includeSynonyms = all
      $0.includeDocumentation = all
      $0.resources = [
        .with {
          $0.resourceType = type
          $0.resourceName = name
          $0.configurationKeys = keys
        }
      ]
    }.results[0]
  }

  private func alter(
    _ client: WireClient, _ configs: [(String, String?)], type: Int8 = 2, name: String = "t",
    isTrial: Bool = false
  ) throws -> AlterConfigsResponse.Resource {
    try client.call(AlterConfigsRequest.self, version: 2) {
      $0.validateOnly = isTrial
      $0.resources = [
        .with {
          $0.resourceType = type
          $0.resourceName = name
          $0.configs = configs.map { config in
            .with {
              $0.name = config.0
              $0.value = config.1
            }
          }
        }
      ]
    }.responses[0]
  }

  private func change(
    _ client: WireClient, _ configs: [(name: String, operation: Int8, value: String?)],
    type: Int8 = 2, of name: String = "t", isTrial: Bool = false
  ) throws -> KafkaError {
    try client.call(IncrementalAlterConfigsRequest.self, version: 1) {
      $0.validateOnly = isTrial
      $0.resources = [
        .with {
          $0.resourceType = type
          $0.resourceName = name
          $0.configs = configs.map { config in
            .with {
              $0.name = config.name
              $0.configOperation = config.operation
              $0.value = config.value
            }
          }
        }
      ]
    }.responses[0].errorCode
  }

  private func node() throws -> NodeFixture {
    let node = try NodeFixture()
    var configuration = TopicConfiguration(partitionCount: 2)
    configuration.retentionMilliseconds = 1000
    configuration.metadata["owner"] = "ann"
    try node.log.createTopic("t", configuration)
    return node
  }

  // MARK: - Lists

  @Test func everySettingOfTheLogIsDescribed() {
    let honoured = TopicSetting.all.filter { $0.onlyMeaning == nil }.map(\.name)
    #expect(honoured.sorted() == TopicConfiguration().properties.map(\.name).sorted())
    #expect(TopicSetting.all.map(\.name) == TopicSetting.all.map(\.name).sorted())
  }

  @Test func everyFixedSettingTakesWhatItSays() throws {
    for setting in TopicSetting.all {
      guard let only = setting.onlyMeaning else { continue }
      for value in [only.value] + only.alsoTaken {
        var configuration = TopicConfiguration()
        try configuration.apply(.set(value), to: setting.name)
        #expect(configuration == TopicConfiguration())
      }
    }
  }

  // MARK: - Describe

  @Test func aTopicIsDescribedWithSourcesAndTypes() throws {
    let client = try node().client()
    let found = try describe(client, 2, "t", all: true)
    #expect(found.errorCode == .noError && found.resourceName == "t")
    #expect(found.configs.map(\.name).contains("min.insync.replicas"))
    let retention = try #require(found.configs.first { $0.name == "retention.ms" })
    #expect(retention.value == "1000" && retention.configSource == 1 && !retention.readOnly)
    #expect(retention.configType == SettingType.long.rawValue)
    #expect(retention.synonyms.map(\.name) == ["retention.ms", "log.retention.ms"])
    #expect(retention.synonyms.map(\.value) == ["1000", "604800000"])
    #expect(retention.synonyms.map(\.source) == [1, 5])
    #expect(retention.documentation?.isEmpty == false)
    let segment = try #require(found.configs.first { $0.name == "segment.bytes" })
    #expect(segment.configSource == 5 && segment.synonyms.map(\.name) == ["log.segment.bytes"])
    let replicas = try #require(found.configs.first { $0.name == "min.insync.replicas" })
    #expect(replicas.value == "1" && replicas.readOnly)
  }

  @Test func onlyWhatIsAskedForIsDescribed() throws {
    let client = try node().client()
    let found = try describe(client, 2, "t", keys: ["retention.ms", "no.such"])
    #expect(found.configs.map(\.name) == ["retention.ms"])
    #expect(found.configs[0].synonyms.isEmpty && found.configs[0].documentation == nil)
    let old = try describe(client, 2, "t", keys: ["retention.ms", "segment.ms"], version: 0)
    #expect(old.configs.map(\.isDefault) == [false, true])
  }

  @Test func theNodeIsDescribedByItsNumber() throws {
    let node = try NodeFixture { $0.partitionCount = 7 }
    let client = try node.client()
    let found = try describe(client, 4, String(node.node.nodeIdentifier))
    let values = Dictionary(uniqueKeysWithValues: found.configs.map { ($0.name, $0.value) })
    #expect(values["num.partitions"] == "7" && values["auto.create.topics.enable"] == "true")
    #expect(values["log.retention.ms"] == "604800000" && values["message.max.bytes"] == "1048588")
    #expect(found.configs.allSatisfy { $0.readOnly })
    #expect(found.configs.first { $0.name == "num.partitions" }?.configSource == 4)
    // What was changed for all nodes while they ran: nothing.
    let all = try describe(client, 4, "")
    #expect(all.errorCode == .noError && all.configs.isEmpty)
  }

  @Test func describingIsRefused() throws {
    let client = try node().client()
    #expect(try describe(client, 2, "none").errorCode == .unknownTopicOrPartition)
    #expect(try describe(client, 4, "77").errorCode == .invalidRequest)
    #expect(try describe(client, 4, "x").errorCode == .invalidRequest)
    #expect(try describe(client, 8, "0").errorCode == .invalidRequest)
    let guarded = try NodeFixture.guarded(
      AclBinding(try ResourcePattern(.topic, "t"), .anonymous, .describe))
    try guarded.createTopic("t")
    let stranger = try guarded.client()
    #expect(try describe(stranger, 2, "t").errorCode == .topicAuthorizationFailed)
    #expect(try describe(stranger, 4, "").errorCode == .clusterAuthorizationFailed)
  }

  // MARK: - Alter

  @Test func alteringReplacesTheWholeSet() throws {
    let node = try node()
    let client = try node.client()
    #expect(try alter(client, [("max.message.bytes", "2000")]).errorCode == .noError)
    let configuration = try #require(node.log.describe("t")).configuration
    #expect(configuration.batchBytesMax == 2000)
    #expect(configuration.retentionMilliseconds == 604_800_000)
    #expect(configuration.partitionCount == 2 && configuration.metadata == ["owner": "ann"])
  }

  @Test func whatWasDescribedCanBeSentBack() throws {
    let node = try node()
    let client = try node.client()
    let before = node.log.describe("t")?.configuration
    let all = try describe(client, 2, "t").configs.map { ($0.name, $0.value) }
    #expect(try alter(client, all).errorCode == .noError)
    #expect(node.log.describe("t")?.configuration == before)
  }

  @Test func singleSettingsChange() throws {
    let node = try node()
    let client = try node.client()
    #expect(
      try change(client, [("segment.ms", 0, "5000"), ("retention.ms", 1, nil)]) == .noError)
    var configuration = try #require(node.log.describe("t")).configuration
    #expect(configuration.segmentMilliseconds == 5000)
    #expect(configuration.retentionMilliseconds == 604_800_000)
    #expect(try change(client, [("cleanup.policy", 2, "compact")]) == .noError)
    configuration = try #require(node.log.describe("t")).configuration
    #expect(configuration.cleanup == [.compact, .delete])
    #expect(try change(client, [("cleanup.policy", 3, "delete")]) == .noError)
    #expect(node.log.describe("t")?.configuration.cleanup == .compact)
  }

  @Test func aTrialChangesNothing() throws {
    let node = try node()
    let client = try node.client()
    let before = node.log.describe("t")
    #expect(try alter(client, [], isTrial: true).errorCode == .noError)
    #expect(try change(client, [("segment.ms", 0, "5000")], isTrial: true) == .noError)
    #expect(try alter(client, [("segment.ms", "x")], isTrial: true).errorCode == .invalidConfig)
    #expect(node.log.describe("t") == before)
  }

  @Test func alterationsAreRefusedAsAWholeAndByName() throws {
    let node = try node()
    let client = try node.client()
    let before = node.log.describe("t")
    let fixed = try alter(client, [("retention.ms", "7"), ("min.insync.replicas", "2")])
    #expect(fixed.errorCode == .invalidConfig)
    #expect(fixed.errorMessage?.contains("min.insync.replicas") == true)
    let unknown = try alter(client, [("no.such", "2")])
    #expect(unknown.errorCode == .invalidConfig)
    #expect(unknown.errorMessage?.contains("no.such") == true)
    #expect(try alter(client, [("retention.ms", nil)]).errorCode == .invalidRequest)
    #expect(
      try alter(client, [("segment.ms", "7"), ("segment.ms", "8")]).errorCode == .invalidRequest)
    #expect(try alter(client, [], name: "none").errorCode == .unknownTopicOrPartition)
    #expect(try change(client, [("segment.ms", 2, "7")]) == .invalidConfig)
    #expect(try change(client, [("segment.ms", 9, "7")]) == .invalidRequest)
    #expect(try change(client, [("segment.ms", 0, nil)]) == .invalidRequest)
    #expect(try change(client, [("no.such", 1, nil)]) == .invalidConfig)
    #expect(node.log.describe("t") == before)
  }

  @Test func aResourceTwiceIsRefused() throws {
    let node = try node()
    let answers = try node.client().call(IncrementalAlterConfigsRequest.self, version: 1) {
      $0.resources = Array(
        repeating: .with {
          $0.resourceType = 2
          $0.resourceName = "t"
        }, count: 2)
    }.responses
    #expect(answers.map(\.errorCode) == [.invalidRequest, .invalidRequest])
  }

  @Test func theNodesSettingsAreRefusedByName() throws {
    let node = try node()
    let client = try node.client()
    let name = String(node.node.nodeIdentifier)
    let answer = try alter(client, [("num.partitions", "3")], type: 4, name: name)
    #expect(answer.errorCode == .invalidConfig)
    #expect(answer.errorMessage?.contains("num.partitions") == true)
    #expect(
      try change(client, [("log.retention.ms", 0, "3")], type: 4, of: "") == .invalidConfig)
  }

  @Test func alteringNeedsTheRight() throws {
    let node = try NodeFixture.guarded(
      AclBinding(try ResourcePattern(.topic, "t"), .anonymous, .alter),
      AclBinding(try ResourcePattern(.topic, "u"), .anonymous, .alterConfigurations))
    for name in ["t", "u"] { try node.createTopic(name) }
    let client = try node.client()
    #expect(try alter(client, []).errorCode == .topicAuthorizationFailed)
    #expect(
      try change(client, [("segment.ms", 0, "7")]) == .topicAuthorizationFailed)
    #expect(try change(client, [("segment.ms", 0, "7")], of: "u") == .noError)
    #expect(try describe(client, 2, "u").errorCode == .noError)
    #expect(try alter(client, [], type: 4, name: "").errorCode == .clusterAuthorizationFailed)
  }
}
