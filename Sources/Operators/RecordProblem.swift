// What goes to the processing log: one record or row that could not be used, and why.

/// A record or row that was skipped, or in which an expression was taken for NULL.
package struct RecordProblem: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    case keyDeserialization
    case valueDeserialization
    case timestamp
    case expression
    case nullKey
    case tableFunction
    case production
  }

  package var kind: Kind
  /// The operator: `Source PAGES`, `WHERE`, `Project` …
  package var place: String
  package var reason: String
  /// Where the record is, when the problem is about a record of a topic.
  package var topic: String?
  package var partition: Int?
  package var offset: Int64?
  /// The bytes that could not be read.
  package var bytes: [UInt8]?

  package init(
    kind: Kind, place: String, reason: String, topic: String? = nil, partition: Int? = nil,
    offset: Int64? = nil, bytes: [UInt8]? = nil
  ) {
    self.kind = kind
    self.place = place
    self.reason = reason
    self.topic = topic
    self.partition = partition
    self.offset = offset
    self.bytes = bytes
  }
}

/// Takes the problems of tasks. Calls come from the threads that run tasks; of many problems in one
/// batch only the first few are reported, all are counted.
package protocol ProblemSink: AnyObject, Sendable {
  func report(_ problem: RecordProblem)
}

/// Takes problems and forgets them.
package final class IgnoredProblems: ProblemSink {
  package init() {}
  package func report(_ problem: RecordProblem) {}
}
