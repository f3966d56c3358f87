// The node's settings that clients ask a broker for, by Kafka's names. None of them changes while the
// node runs.

import Coordination
import KafkaWire
import NIOCore
import SegmentLog

enum NodeSettings {
  /// All settings of a node, by name.
  static func all(of node: KafkaNode) -> [DescribedSetting] {
    let standard = TopicConfiguration.standard
    let topics = TopicSetting.all.compactMap { setting -> DescribedSetting? in
      guard let name = setting.brokerName, let value = standard[setting.name] else { return nil }
      return described(name, setting.type, value, setting.summary)
    }
    return (topics + ofLog(node) + ofListener(node) + ofCoordinators(node))
      .sorted { $0.name < $1.name }
  }

  private static func ofLog(_ node: KafkaNode) -> [DescribedSetting] {
    let (settings, initial) = (node.settings, KafkaSettings())
    return [
      described(
        "auto.create.topics.enable", .boolean, settings.createsTopics, initial.createsTopics,
        "Whether a topic is created when a client asks for it."),
      described("broker.id", .int, String(node.nodeIdentifier), "The number of this node."),
      described(
        "default.replication.factor", .int, "1", "Replicas of a topic; there is one node."),
      described(
        "delete.topic.enable", .boolean, settings.deletesTopics, initial.deletesTopics,
        "Whether clients may delete topics."),
      described("log.dirs", .string, node.log.path, "The data folder.", source: .node),
      described(
        "log.retention.hours", .int,
        String(TopicConfiguration().retentionMilliseconds / 3_600_000),
        "Age above which segments are dropped, unless log.retention.ms is there."),
      described("min.insync.replicas", .int, "1", "Replicas of a record; there is one node."),
      described("node.id", .int, String(node.nodeIdentifier), "The number of this node."),
      described(
        "num.partitions", .int, settings.partitionCount, initial.partitionCount,
        "Partitions of a topic that is created without a number."),
      described(
        "unclean.leader.election.enable", .boolean, "false",
        "Whether a node that lags may lead; there is one node."),
    ]
  }

  private static func ofListener(_ node: KafkaNode) -> [DescribedSetting] {
    let (settings, initial) = (node.settings, KafkaSettings())
    return [
      described(
        "connections.max.idle.ms", .long, settings.idleTime.nanoseconds / 1_000_000,
        initial.idleTime.nanoseconds / 1_000_000, "Silence after which a connection is closed."),
      described(
        "fetch.max.bytes", .int, settings.fetchBytesMax, initial.fetchBytesMax,
        "Bytes of records in one answer; a first batch may be larger."),
      described(
        "max.connections", .int, settings.connectionCountMax, initial.connectionCountMax,
        "Connections at a time."),
      described(
        "num.io.threads", .int, settings.threadCount, initial.threadCount,
        "Threads for requests that may wait."),
      described(
        "num.network.threads", .int, settings.loopCount, initial.loopCount,
        "Threads that serve connections."),
      described(
        "queued.max.request.bytes", .long, settings.inputBytesMax, initial.inputBytesMax,
        "Bytes of requests that are being read, over all connections."),
      described(
        "socket.request.max.bytes", .int, settings.frameBytesMax, initial.frameBytesMax,
        "The largest request."),
    ]
  }

  private static func ofCoordinators(_ node: KafkaNode) -> [DescribedSetting] {
    let (groups, groupDefaults) = (node.groups.settings, GroupSettings())
    let (log, logDefaults) = (node.log.settings, BrokerSettings(folder: ""))
    return [
      described(
        "group.initial.rebalance.delay.ms", .int, groups.initialDelayMilliseconds,
        groupDefaults.initialDelayMilliseconds, "How long a new group waits for further members."),
      described(
        "group.max.session.timeout.ms", .int, groups.sessionMillisecondsMax,
        groupDefaults.sessionMillisecondsMax, "The longest session that a member may ask for."),
      described(
        "group.max.size", .int, groups.membersMax, groupDefaults.membersMax,
        "Members of one group."),
      described(
        "group.min.session.timeout.ms", .int, groups.sessionMillisecondsMin,
        groupDefaults.sessionMillisecondsMin, "The shortest session that a member may ask for."),
      described(
        "offset.metadata.max.bytes", .int, groups.offsetMetadataBytesMax,
        groupDefaults.offsetMetadataBytesMax, "Bytes of text beside a committed offset."),
      described(
        "offsets.retention.minutes", .int, groups.offsetsRetentionMilliseconds / 60_000,
        groupDefaults.offsetsRetentionMilliseconds / 60_000,
        "How long offsets of a group without members are kept."),
      described(
        "producer.id.expiration.ms", .int, log.producerIdleMilliseconds,
        logDefaults.producerIdleMilliseconds, "When an idle idempotent producer is forgotten."),
      described(
        "transaction.max.timeout.ms", .int, log.transactionTimeoutMillisecondsMax,
        logDefaults.transactionTimeoutMillisecondsMax,
        "The longest transaction that a producer may ask for."),
      described(
        "transactional.id.expiration.ms", .int, log.transactionalIdleMilliseconds,
        logDefaults.transactionalIdleMilliseconds, "When an idle transactional id is forgotten."),
    ]
  }

  private static func described<Value: Equatable & CustomStringConvertible>(
    _ name: String, _ type: SettingType, _ value: Value, _ initial: Value, _ summary: String
  ) -> DescribedSetting {
    var setting = described(
      name, type, value.description, summary, source: value == initial ? .standard : .node)
    if value != initial {
      setting.synonyms.append(
        .init(name: name, value: initial.description, source: .standard))
    }
    return setting
  }

  private static func described(
    _ name: String, _ type: SettingType, _ value: String, _ summary: String,
    source: SettingSource = .standard
  ) -> DescribedSetting {
    DescribedSetting(
      name: name, value: value, type: type, source: source, isReadOnly: true, summary: summary,
      synonyms: [.init(name: name, value: value, source: source)])
  }
}
