// Names for completion and for messages of front doors.

import Planner
import SegmentLog
import Values

/// The names that a user can type.
package struct DatabaseNames: Sendable {
  /// Streams and tables with their columns.
  package var sources: [String: [String]] = [:]
  package var topics: [String] = []
  package var queries: [String] = []

  package init() {}
}

extension Database {
  /// What there is now.
  package var names: DatabaseNames {
    let catalog = catalog
    var names = DatabaseNames()
    for source in catalog.sources.values {
      names.sources[source.name] =
        source.schema.columns.map(\.name) + source.headers.map(\.name)
    }
    names.topics = log.topics().filter { !$0.configuration.isInternal }.map(\.name)
    names.queries = catalog.queries.keys.sorted()
    return names
  }

  /// Partitions of a topic; nil when there is none of this name.
  package func partitionCount(of topic: String) -> Int? {
    log.describe(topic)?.configuration.partitionCount
  }
}

extension DatabaseConfiguration {
  /// Whether an acknowledgement means disk.
  package var syncsEveryAppend: Bool {
    get { durability == .fsync }
    set { durability = newValue ? .fsync : .cache }
  }
}
