// What consumers put into the opaque bytes of JoinGroup (what they subscribe to and own) and of
// SyncGroup (what they got). The group protocol only passes them on; a broker looks inside when it
// describes a group, or must know whether a topic is in use. Lengths are never compact in here.

/// The bytes that a consumer offers with each protocol when it joins.
package struct ConsumerSubscription: ConsumerBytes {
  package static let lastVersion: Int16 = 3

  package var topics: [String] = []
  package var userData: [UInt8]?
  package var ownedPartitions: [Topic] = []
  package var generationID: Int32 = -1
  package var rackID: String?

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&topics)
    try wire.field(&userData)
    try wire.field(&ownedPartitions, .since(1))
    try wire.field(&generationID, .since(2))
    try wire.field(&rackID, .since(3))
    try wire.end()
  }

  package typealias Topic = ConsumerAssignment.Topic
}

/// The bytes that the leader hands out to each consumer.
package struct ConsumerAssignment: ConsumerBytes {
  package static let lastVersion: Int16 = 3

  package var assignedPartitions: [Topic] = []
  package var userData: [UInt8]?

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&assignedPartitions)
    try wire.field(&userData)
    try wire.end()
  }

  package struct Topic: WireStructure {
    package var topic = ""
    package var partitions: [Int32] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&topic)
      try wire.field(&partitions)
      try wire.end()
    }
  }
}

/// Bytes with a version of their own in front.
package protocol ConsumerBytes: WireStructure {
  static var lastVersion: Int16 { get }
}

extension ConsumerBytes {
  /// Reads the bytes of a member. A version from the future is read as the last one known, as
  /// later versions only add fields at the end.
  package static func decode(_ bytes: [UInt8]) throws(WireError) -> Self {
    // The closure's error type is spelled out once here; `withUnsafeBytes` passes it on.
    let result = bytes.withUnsafeBytes { raw in
      Result { () throws(WireError) in try decode(raw) }
    }
    return try result.get()
  }

  private static func decode(_ bytes: UnsafeRawBufferPointer) throws(WireError) -> Self {
    var reader = WireReader(bytes)
    let version: Int16 = try reader.integer()
    guard version >= 0 else { throw WireError(.invalidLength, at: 0) }
    var wire = DecodingWalk(reader, version: min(version, lastVersion), isFlexible: false)
    var value = Self()
    try value.walk(&wire)
    return value
  }

  package func encoded(version: Int16 = Self.lastVersion) throws(WireError) -> [UInt8] {
    var writer = WireWriter()
    writer.integer(version)
    var wire = EncodingWalk(writer, version: version, isFlexible: false)
    var value = self
    try value.walk(&wire)
    return wire.writer.bytes
  }
}
