// CreatePartitions: topics grow. Clients see the new partitions with their next metadata.

import Access
import KafkaWire
import SegmentLog

enum CreatePartitionsHandler: DirectHandler {
  static func response(
    to request: CreatePartitionsRequest, _ call: Call
  ) -> CreatePartitionsResponse {
    let repeated = request.topics.map(\.name).repeated
    var answered: Set<String> = []
    return .with {
      for topic in request.topics where answered.insert(topic.name).inserted {
        let refusal = refusal { () throws(Refusal) in
          guard !repeated.contains(topic.name) else {
            throw .duplicate("topic '\(topic.name)'")
          }
          try grow(topic, isTrial: request.validateOnly, call)
        }
        $0.results.append(
          .with {
            $0.name = topic.name
            $0.errorCode = refusal?.error ?? .noError
            $0.errorMessage = refusal?.sentence
          })
      }
    }
  }

  private static func grow(
    _ topic: CreatePartitionsRequest.Topic, isTrial: Bool, _ call: Call
  ) throws(Refusal) {
    _ = try call.openTopic(topic.name, for: .alter)
    var refused: Refusal?
    try refusing { () throws(LogError) in
      try call.node.log.alterTopic(topic.name, validatesOnly: isTrial) { present in
        refused = refusal { () throws(Refusal) in
          try check(topic, present.partitionCount, call)
        }
        guard refused == nil else { return nil }
        var configuration = present
        configuration.partitionCount = Int(topic.count)
        return configuration
      }
    }
    if let refused { throw refused }
  }

  private static func check(
    _ topic: CreatePartitionsRequest.Topic, _ present: Int, _ call: Call
  ) throws(Refusal) {
    guard topic.count > present else {
      throw Refusal(
        .invalidPartitions,
        "topic '\(topic.name)' has \(present) partitions, so \(topic.count) would not be more")
    }
    try TopicConfiguration.check(partitionCount: Int(topic.count))
    guard let assignments = topic.assignments else { return }
    guard assignments.count == Int(topic.count) - present else {
      throw Refusal(
        .invalidReplicaAssignment,
        "\(Int(topic.count) - present) partitions are new, and \(assignments.count) are assigned")
    }
    for (place, assignment) in assignments.enumerated() {
      try call.checkReplicas(assignment.brokerIDs, of: present + place)
    }
  }
}
