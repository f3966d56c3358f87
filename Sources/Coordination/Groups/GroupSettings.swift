// The limits and times of consumer groups, by Kafka's names.

/// Settings of the group coordinator. Times are milliseconds.
package struct GroupSettings: Sendable {
  /// group.min.session.timeout.ms
  package var sessionMillisecondsMin: Int64 = 6_000
  /// group.max.session.timeout.ms
  package var sessionMillisecondsMax: Int64 = 1_800_000
  /// group.initial.rebalance.delay.ms. Kafka waits 3 s for further members of a new group; on one
  /// node that is the time that a beginner's consumer seems to hang.
  package var initialDelayMilliseconds: Int64 = 100
  /// group.max.size
  package var membersMax = 10_000
  /// The most groups that have members, or had some lately.
  package var groupsMax = 100_000
  /// The most protocols that a member may offer.
  package var protocolsMax = 64
  /// The most bytes of metadata that a member may send, over all its protocols.
  package var memberBytesMax = 1 << 20
  /// The most bytes of assignments that a leader may send.
  package var assignmentBytesMax = 64 << 20
  /// The longest member, client and instance id.
  package var idBytesMax = 1_024
  /// offset.metadata.max.bytes
  package var offsetMetadataBytesMax = 4_096
  /// offsets.retention.minutes, in milliseconds
  package var offsetsRetentionMilliseconds: Int64 = 604_800_000
  /// offsets.retention.check.interval.ms
  package var offsetsCheckMilliseconds: Int64 = 600_000

  package init() {}
}
