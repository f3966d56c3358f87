// DESCRIBE and EXPLAIN, free of any rendering.

package import Values

/// A column as DESCRIBE shows it.
package struct FieldDescription: Sendable {
  package enum Role: Sendable {
    case key
    case value
    /// All headers, or the last one with the given key.
    case header(key: String?)
  }

  package let name: String
  package let type: SQLType
  package let role: Role

  package init(name: String, type: SQLType, role: Role) {
    self.name = name
    self.type = type
    self.role = role
  }
}

/// A stream or table.
package struct SourceDescription: Sendable {
  package let listing: SourceListing
  /// `TUMBLING`, `HOPPING`, `SESSION`.
  package let windowType: String?
  package let fields: [FieldDescription]
  package let timestampColumn: String?
  package let statement: String
  package let readQueries: [QueryListing]
  package let writeQueries: [QueryListing]
  /// Sources that were made from this one and must be dropped first.
  package let constraints: [String]
  /// Present only for DESCRIBE … EXTENDED.
  package let statistics: SourceStatistics?

  package init(
    listing: SourceListing, windowType: String?, fields: [FieldDescription],
    timestampColumn: String?, statement: String, readQueries: [QueryListing],
    writeQueries: [QueryListing], constraints: [String], statistics: SourceStatistics?
  ) {
    self.listing = listing
    self.windowType = windowType
    self.fields = fields
    self.timestampColumn = timestampColumn
    self.statement = statement
    self.readQueries = readQueries
    self.writeQueries = writeQueries
    self.constraints = constraints
    self.statistics = statistics
  }
}

/// What DESCRIBE … EXTENDED adds.
package struct SourceStatistics: Sendable {
  package let partitionCount: Int
  /// Name of the counter → value: rows, bytes, bad records, late rows …
  package let counters: [(name: String, value: Int64)]
  /// The last few bad records, newest first: one sentence each.
  package let problems: [String]
  package let groups: [GroupProgress]

  package init(
    partitionCount: Int, counters: [(name: String, value: Int64)], problems: [String],
    groups: [GroupProgress]
  ) {
    self.partitionCount = partitionCount
    self.counters = counters
    self.problems = problems
    self.groups = groups
  }
}

/// How far a query has read a topic.
package struct GroupProgress: Sendable {
  package struct Partition: Sendable {
    package let partition: Int
    package let start: Int64
    package let end: Int64
    package let position: Int64

    package init(partition: Int, start: Int64, end: Int64, position: Int64) {
      self.partition = partition
      self.start = start
      self.end = end
      self.position = position
    }
  }

  package let group: String
  package let topic: String
  package let partitions: [Partition]

  package init(group: String, topic: String, partitions: [Partition]) {
    self.group = group
    self.topic = topic
    self.partitions = partitions
  }
}

package struct QueryListing: Sendable {
  package enum Kind: String, Sendable {
    case persistent = "PERSISTENT"
    case push = "PUSH"
  }

  package enum State: String, Sendable {
    case running = "RUNNING"
    case paused = "PAUSED"
    case error = "ERROR"
  }

  package let id: String
  package let kind: Kind
  package let state: State
  package let text: String
  package let sink: String?
  package let sinkTopic: String?

  package init(
    id: String, kind: Kind, state: State, text: String, sink: String?, sinkTopic: String?
  ) {
    self.id = id
    self.kind = kind
    self.state = state
    self.text = text
    self.sink = sink
    self.sinkTopic = sinkTopic
  }
}

/// EXPLAIN of a query or of a statement that could become one.
package struct QueryDescription: Sendable {
  /// Nil for EXPLAIN of a statement.
  package let listing: QueryListing?
  package let text: String
  package let windowType: String?
  package let fields: [FieldDescription]
  package let sources: [String]
  package let sinks: [String]
  /// The physical plan as text.
  package let plan: String
  package let properties: [(name: String, value: String)]
  /// Newest first.
  package let errors: [QueryFailure]
  package let progress: [GroupProgress]

  package init(
    listing: QueryListing?, text: String, windowType: String?, fields: [FieldDescription],
    sources: [String], sinks: [String], plan: String, properties: [(name: String, value: String)],
    errors: [QueryFailure], progress: [GroupProgress]
  ) {
    self.listing = listing
    self.text = text
    self.windowType = windowType
    self.fields = fields
    self.sources = sources
    self.sinks = sinks
    self.plan = plan
    self.properties = properties
    self.errors = errors
    self.progress = progress
  }
}

/// Why a query stopped for a while.
package struct QueryFailure: Sendable {
  /// Milliseconds since the epoch.
  package let time: Int64
  package let message: String
  /// Whose fault: `USER`, `SYSTEM`, `UNKNOWN`.
  package let type: String

  package init(time: Int64, message: String, type: String) {
    self.time = time
    self.message = message
    self.type = type
  }
}
