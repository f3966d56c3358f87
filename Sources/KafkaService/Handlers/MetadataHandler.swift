// Metadata: this node, and the topics that a client may see. A topic that is asked for and not there
// is created when client and node want that.

import Access
import KafkaWire
import SegmentLog

enum MetadataHandler: DirectHandler {
  static func response(to request: MetadataRequest, _ call: Call) -> MetadataResponse {
    let node = call.node
    return .with {
      $0.brokers = [
        .with {
          $0.nodeID = node.nodeIdentifier
          $0.host = call.advertised.host
          $0.port = Int32(clamping: call.advertised.port)
        }
      ]
      $0.clusterID = node.log.clusterIdentifier
      $0.controllerID = node.nodeIdentifier
      $0.topics = topics(request, call)
      if request.includeClusterAuthorizedOperations {
        $0.clusterAuthorizedOperations = call.operations(of: .cluster)
      }
    }
  }

  private static func topics(
    _ request: MetadataRequest, _ call: Call
  ) -> [MetadataResponse.Topic] {
    guard let wanted = request.topics, !(call.version == 0 && wanted.isEmpty) else {
      return call.node.log.topics().filter { call.isAllowed(.describe, .topic($0.name)) }
        .map { topic($0, request, call) }
    }
    return wanted.map { wanted in
      if let name = wanted.name { return topic(named: name, request, call) }
      let found = call.node.log.topics().first { KafkaUUID($0.identifier) == wanted.topicID }
      guard let found, call.isAllowed(.describe, .topic(found.name)) else {
        return .with {
          $0.name = nil
          $0.topicID = wanted.topicID
          $0.errorCode = .unknownTopicID
        }
      }
      return topic(found, request, call)
    }
  }

  private static func topic(
    named name: String, _ request: MetadataRequest, _ call: Call
  ) -> MetadataResponse.Topic {
    guard call.isAllowed(.describe, .topic(name)) else {
      return failed(name, .topicAuthorizationFailed)
    }
    if let found = call.node.log.describe(name) { return topic(found, request, call) }
    guard request.allowAutoTopicCreation, call.node.settings.createsTopics else {
      do throws(LogError) { try TopicName.check(name) } catch {
        return failed(name, .invalidTopicException)
      }
      return failed(name, .unknownTopicOrPartition)
    }
    guard call.isAllowed(.create, .cluster) || call.isAllowed(.create, .topic(name)) else {
      return failed(name, .topicAuthorizationFailed)
    }
    do throws(LogError) {
      try TopicName.checkCollision(name, in: call.node.log)
      let count = call.node.settings.partitionCount
      return topic(
        try call.node.log.createTopic(name, TopicConfiguration(partitionCount: count)), request,
        call)
    } catch {
      // Somebody else may have been faster.
      if let found = call.node.log.describe(name) { return topic(found, request, call) }
      return failed(name, KafkaError(error))
    }
  }

  private static func failed(_ name: String, _ error: KafkaError) -> MetadataResponse.Topic {
    .with {
      $0.name = name
      $0.errorCode = error
    }
  }

  private static func topic(
    _ found: TopicDescription, _ request: MetadataRequest, _ call: Call
  ) -> MetadataResponse.Topic {
    let node = call.node.nodeIdentifier
    return .with {
      $0.name = found.name
      $0.topicID = KafkaUUID(found.identifier)
      $0.isInternal = found.configuration.isInternal
      $0.partitions = (0..<found.configuration.partitionCount).map { number in
        .with {
          $0.partitionIndex = Int32(number)
          $0.leaderID = node
          $0.leaderEpoch = LeaderEpoch.current
          $0.replicaNodes = [node]
          $0.isrNodes = [node]
        }
      }
      if request.includeTopicAuthorizedOperations {
        $0.topicAuthorizedOperations = call.operations(of: .topic(found.name))
      }
    }
  }
}
