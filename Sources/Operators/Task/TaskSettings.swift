// The numbers and choices that shape a task's run; none of them changes results.

import Platform

/// How tasks run.
package struct TaskSettings: Sendable {
  /// Which partition a record goes to. (Of all settings the one that results do depend on.)
  package var partitioner: Partitioner = .murmur2
  /// Rows that go through the operators at a time: 1 to 8192.
  package var batchRows = 4096
  /// Bytes of log that one read takes.
  package var fetchBytes = 1 << 20
  /// A task with unread input commits after this time …
  package var commitNanoseconds: Int64 = 100_000_000
  /// … or when this much output waits.
  package var outputBytesMax = 8 << 20
  /// Bytes of state that one task may hold.
  package var stateBytesMax = 4 << 30
  /// Windowed state above this leaves memory where it lies well behind stream time.
  package var sealBytes = 64 << 20
  /// A snapshot is due after this much changelog, or after more of it when the last one was large.
  package var snapshotBytes = 64 << 20
  /// `ksql.fail.on.deserialization.error`
  package var failsOnDeserializationError = false
  /// `ksql.fail.on.production.error`: a row that cannot be written ends the task instead of being
  /// skipped.
  package var failsOnProductionError = true
  /// `ksql.timestamp.throw.on.invalid`
  package var failsOnInvalidTimestamp = false
  /// Where tasks without committed progress begin to read streams; tables begin at the start unless
  /// `tablesFollowReset` is set.
  package var startsAtEnd = true
  /// The reset policy was set explicitly and holds for tables too.
  package var tablesFollowReset = false
  /// Properties of the statement, for functions.
  package var properties: [String: String] = [:]

  package init() {}
}
