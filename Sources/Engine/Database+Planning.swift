// The database's side of planning: the catalog and the topics as they are now.

import Platform
import Planner
import SegmentLog

extension Database {
  /// Answers from the log's topics.
  struct LogTopics: TopicDirectory {
    let log: any LogStore

    func partitions(of topic: String) -> Int? { log.describe(topic)?.configuration.partitionCount }
  }

  /// Planning against the catalog as it is now.
  func planning(for rights: SessionRights) -> CommandPlanning {
    let (catalog, sequence, number) = withState { state in
      state.nextTransient += 1
      return (state.catalog, state.nextSequence, state.nextTransient)
    }
    return CommandPlanning(
      catalog: catalog, nextSequence: sequence, topics: LogTopics(log: log), rights: rights,
      transientSuffix: "\(configuration.random.next() >> 1)\(number)")
  }

  /// A copy of everything that statements change, to try them on.
  func sandbox(for rights: SessionRights) -> Sandbox {
    let counts = Dictionary(
      log.topics().map { ($0.name, $0.configuration.partitionCount) }, uniquingKeysWith: { $1 })
    return Sandbox(planning(for: rights), topics: KnownTopics(counts))
  }
}
