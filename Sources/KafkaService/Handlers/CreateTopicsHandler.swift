// CreateTopics: each topic is checked and created for itself. What is answered is on disk.

import Access
import KafkaWire
import SegmentLog

enum CreateTopicsHandler: DirectHandler {
  static func response(to request: CreateTopicsRequest, _ call: Call) -> CreateTopicsResponse {
    let repeated = request.topics.map(\.name).repeated
    let mayCreateAll = call.isAllowed(.create, .cluster)
    var answered: Set<String> = []
    return .with {
      for topic in request.topics where answered.insert(topic.name).inserted {
        do throws(Refusal) {
          guard mayCreateAll || call.isAllowed(.create, .topic(topic.name)) else {
            throw .denied(topic.name)
          }
          guard !repeated.contains(topic.name) else {
            throw .duplicate("topic '\(topic.name)'")
          }
          $0.topics.append(try create(topic, isTrial: request.validateOnly, call))
        } catch {
          let refusal = error
          $0.topics.append(
            .with {
              $0.name = topic.name
              $0.errorCode = refusal.error
              $0.errorMessage = refusal.sentence
            })
        }
      }
    }
  }

  private static func create(
    _ topic: CreateTopicsRequest.Topic, isTrial: Bool, _ call: Call
  ) throws(Refusal) -> CreateTopicsResponse.Topic {
    try refusing { () throws(LogError) in try TopicName.check(topic.name) }
    var configuration = TopicConfiguration(partitionCount: try partitionCount(topic, call))
    for config in topic.configs {
      guard let value = config.value else {
        throw Refusal(.invalidConfig, "\(config.name) has no value")
      }
      try configuration.apply(.set(value), to: config.name)
    }
    let log = call.node.log
    let created = configuration
    let identifier = try refusing { () throws(LogError) -> KafkaUUID in
      try log.checkNewTopic(topic.name, created)
      try TopicName.checkCollision(topic.name, in: log)
      if isTrial { return .zero }
      return KafkaUUID(try log.createTopic(topic.name, created).identifier)
    }
    return .with {
      $0.name = topic.name
      $0.topicID = identifier
      guard call.isAllowed(.describeConfigurations, .topic(topic.name)) else {
        $0.topicConfigErrorCode = .topicAuthorizationFailed
        return
      }
      $0.numPartitions = Int32(clamping: created.partitionCount)
      $0.replicationFactor = 1
      $0.configs = created.described.map(config)
    }
  }

  /// The number of partitions, by number or by assignments; checks both, and the replicas.
  private static func partitionCount(
    _ topic: CreateTopicsRequest.Topic, _ call: Call
  ) throws(Refusal) -> Int {
    guard topic.assignments.isEmpty else { return try assignedCount(topic, call) }
    switch topic.replicationFactor {
    case -1, 1: break
    case ..<1:
      throw Refusal(
        .invalidReplicationFactor,
        "the replication factor cannot be \(topic.replicationFactor); choose 1, or -1 for the "
          + "default")
    default:
      throw Refusal(
        .invalidReplicationFactor,
        "replication factor \(topic.replicationFactor) needs as many nodes, and this is one: use 1 "
          + "here, or keep the topic on a Kafka cluster and point the same SQL at it")
    }
    let count = topic.numPartitions == -1 ? call.node.settings.partitionCount : nil
    let wanted = count ?? Int(topic.numPartitions)
    try TopicConfiguration.check(partitionCount: wanted)
    return wanted
  }

  private static func assignedCount(
    _ topic: CreateTopicsRequest.Topic, _ call: Call
  ) throws(Refusal) -> Int {
    guard topic.numPartitions == -1, topic.replicationFactor == -1 else {
      throw Refusal(
        .invalidRequest,
        "assignments say how many partitions and replicas there are; the two numbers must be -1")
    }
    let indexes = topic.assignments.map(\.partitionIndex).sorted()
    guard indexes.elementsEqual(0..<Int32(clamping: indexes.count)) else {
      throw Refusal(
        .invalidReplicaAssignment,
        "assignments are for partitions 0 to \(indexes.count - 1), each once, not for \(indexes)")
    }
    for assignment in topic.assignments {
      try call.checkReplicas(assignment.brokerIDs, of: Int(assignment.partitionIndex))
    }
    try TopicConfiguration.check(partitionCount: indexes.count)
    return indexes.count
  }

  private static func config(_ setting: DescribedSetting) -> CreateTopicsResponse.Config {
    .with {
      $0.name = setting.name
      $0.value = setting.value
      $0.readOnly = setting.isReadOnly
      $0.configSource = setting.source.rawValue
    }
  }
}
