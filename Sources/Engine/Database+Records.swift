// Records in and out of topics from the edge.

import Access
import SegmentLog

extension Database {
  /// A writer for a topic; a missing topic is created if `partitions` says how many it should have.
  package func writer(
    topic: String, createWith partitions: Int? = nil, for rights: SessionRights = .owner
  ) throws(DatabaseError) -> TopicWriter {
    try rights.demand(.write, onTopics: [topic])
    if let partitions, log.describe(topic) == nil {
      try rights.demandCreate(topic: topic)
      do throws(LogError) {
        try log.createTopic(topic, TopicConfiguration(partitionCount: partitions))
      } catch  where error.code == .topicExists {
        // Someone else was faster, which is as good.
      } catch {
        throw DatabaseError(error)
      }
    }
    guard let description = log.describe(topic) else { throw unknownTopic(topic, for: rights) }
    guard !description.configuration.isInternal else {
      throw DatabaseError.request("topic '\(topic)' belongs to a query; it cannot be written to")
    }
    return TopicWriter(log: log, topic: description, partitioner: configuration.partitioner)
  }

  /// A reader of a topic's committed records.
  package func reader(topic: String, fromBeginning: Bool) throws(DatabaseError) -> TopicReader {
    guard let description = log.describe(topic) else { throw unknownTopic(topic) }
    return try TopicReader(log: log, topic: description, fromBeginning: fromBeginning)
  }

  /// Whether there is a topic of this name.
  package func hasTopic(_ name: String) -> Bool { log.describe(name) != nil }

  func unknownTopic(_ topic: String, for rights: SessionRights = .owner) -> DatabaseError {
    let names = log.topics().filter { !$0.configuration.isInternal }.map(\.name)
    let similar = names.filter {
      $0.lowercased() == topic.lowercased() && rights.sees(topic: $0)
    }
    let hint = similar.isEmpty ? "" : "\nDid you mean:\n\t" + similar.joined(separator: "\n\t")
    return DatabaseError.statement(
      "Could not find topic '\(topic)', or the KSQL user does not have permissions to list the "
        + "topic. Topic names are case-sensitive.\(hint)")
  }
}
