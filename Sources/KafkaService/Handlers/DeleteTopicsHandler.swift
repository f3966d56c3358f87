// DeleteTopics: by name or by identifier. A topic that is answered is gone, and its name is free.

import Access
import KafkaWire
import SegmentLog

enum DeleteTopicsHandler: DirectHandler {
  /// The first version of clients that know the error for a node where nothing may be deleted.
  private static let disabledVersionMin: Int16 = 3

  static func response(to request: DeleteTopicsRequest, _ call: Call) -> DeleteTopicsResponse {
    let wanted =
      call.version >= 6
      ? request.topics
      : request.topicNames.map { name in .with { $0.name = name } }
    let repeated = wanted.repeated
    var answered: Set<DeleteTopicsRequest.Topic> = []
    return .with {
      for topic in wanted where answered.insert(topic).inserted {
        let (name, refusal) = delete(topic, isRepeated: repeated.contains(topic), call)
        $0.responses.append(
          .with {
            $0.name = name
            $0.topicID = topic.topicID
            $0.errorCode = refusal?.error ?? .noError
            $0.errorMessage = refusal?.sentence
          })
      }
    }
  }

  /// Deletes a topic; gives its name, if the client may know it.
  private static func delete(
    _ topic: DeleteTopicsRequest.Topic, isRepeated: Bool, _ call: Call
  ) -> (name: String?, refusal: Refusal?) {
    var name = topic.name
    let refusal = refusal { () throws(Refusal) in
      guard call.node.settings.deletesTopics else {
        throw Refusal(
          call.version < disabledVersionMin ? .invalidRequest : .topicDeletionDisabled,
          "delete.topic.enable is off on this node")
      }
      guard !isRepeated else { throw .duplicate("a topic") }
      guard (topic.name == nil) == (topic.topicID != .zero) else {
        throw Refusal(.invalidRequest, "a topic has either a name or an identifier")
      }
      if topic.name == nil { name = try self.name(topic.topicID, call) }
      let found = try call.openTopic(name ?? "", for: .delete)
      try refusing { () throws(LogError) in try call.node.log.deleteTopic(found.name) }
    }
    return (name, refusal)
  }

  /// The name of a topic that the client may know of.
  private static func name(_ identifier: KafkaUUID, _ call: Call) throws(Refusal) -> String {
    let found = call.node.log.topics().first { KafkaUUID($0.identifier) == identifier }
    guard let found, call.isAllowed(.describe, .topic(found.name)) else {
      throw Refusal(.unknownTopicID, "there is no topic with identifier \(identifier)")
    }
    return found.name
  }
}

extension DeleteTopicsRequest.Topic: Hashable {
  package func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(topicID)
  }
}
