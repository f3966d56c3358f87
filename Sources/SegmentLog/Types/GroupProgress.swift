// What consumer groups keep in the log beyond the offsets that tasks of queries keep too.

/// An offset as a consumer group committed it.
package struct GroupOffset: Hashable, Sendable {
  /// The offset of the next record to read.
  package var offset: Offset
  /// -1 when the client does not say.
  package var leaderEpoch: Int32
  /// Text of the client.
  package var metadata: String
  /// When it was committed, in wall milliseconds; -1 for offsets that a query or an older version
  /// committed: they do not expire.
  package var timestamp: Int64

  package init(
    offset: Offset, leaderEpoch: Int32 = -1, metadata: String = "", timestamp: Int64 = -1
  ) {
    self.offset = offset
    self.leaderEpoch = leaderEpoch
    self.metadata = metadata
    self.timestamp = timestamp
  }
}

/// What a group's coordinator wants to find again after a restart.
package struct GroupNote: Hashable, Sendable {
  /// What kind of members it has ("consumer").
  package var protocolType: String
  /// The last generation.
  package var generation: Int32
  /// When the last member went, in wall milliseconds; -1 while there are members.
  package var emptied: Int64

  package init(protocolType: String, generation: Int32, emptied: Int64) {
    self.protocolType = protocolType
    self.generation = generation
    self.emptied = emptied
  }
}
