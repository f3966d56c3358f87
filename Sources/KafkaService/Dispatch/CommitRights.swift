// What OffsetCommit and TxnOffsetCommit have in common: who may commit, and how answers that belong to
// single offsets find their way back.

import Access
import Coordination
import KafkaWire
import SegmentLog

enum CommitRights {
  /// Commits the offsets of a group that the client may commit, through `commit`. One answer each, in
  /// their order.
  static func commit(
    _ offsets: [OffsetCommit], of group: String, _ call: Call,
    _ commit: ([OffsetCommit]) -> [GroupFault?]
  ) -> [KafkaError] {
    guard call.isAllowed(.read, .group(group)) else {
      return offsets.map { _ in .groupAuthorizationFailed }
    }
    let readable = call.readableTopics(Set(offsets.map(\.partition.topic)))
    let allowed = offsets.filter { readable.contains($0.partition.topic) }
    guard !allowed.isEmpty else { return offsets.map { _ in .topicAuthorizationFailed } }
    var faults = commit(allowed).makeIterator()
    return offsets.map { offset in
      guard readable.contains(offset.partition.topic) else { return .topicAuthorizationFailed }
      return KafkaError(faults.next() ?? nil)
    }
  }
}

extension Call {
  /// Those of some topics that the client may read.
  func readableTopics(_ topics: Set<String>) -> Set<String> {
    topics.filter { isAllowed(.read, .topic($0)) }
  }

  /// Whether there is such a partition.
  func exists(_ topic: String, _ partition: Int32) -> Bool {
    guard let count = node.log.describe(topic)?.configuration.partitionCount else { return false }
    return 0..<count ~= Int(partition)
  }
}
