// Fields to bytes. Fields are `inout` because the walk is shared with the decoder; nothing is
// changed here, but a message that is encoded should be its owner's last use of it, or its arrays
// are copied.

package struct EncodingWalk: FieldWalk {
  package static let fills = false
  package let version: Int16
  package let isFlexible: Bool
  package private(set) var writer: WireWriter

  package init(_ writer: consuming WireWriter, version: Int16, isFlexible: Bool) {
    self.writer = writer
    self.version = version
    self.isFlexible = isFlexible
  }

  package var position: Int { writer.position }

  package mutating func bool(_ value: inout Bool) throws(WireError) {
    writer.integer(UInt8(value ? 1 : 0))
  }

  package mutating func integer<T: FixedWidthInteger>(_ value: inout T) throws(WireError) {
    writer.integer(value)
  }

  package mutating func error(_ value: inout KafkaError) throws(WireError) {
    writer.integer(value.rawValue)
  }

  package mutating func uuid(_ value: inout KafkaUUID) throws(WireError) {
    writer.uuid(value)
  }

  package mutating func string(_ value: inout String) throws(WireError) {
    let utf8 = value.utf8
    let size = utf8.count
    guard size <= WireLimits.stringSizeMax else { throw WireError(.tooLong, at: position) }
    if isFlexible { writer.unsignedVarint(UInt32(size + 1)) } else { writer.integer(Int16(size)) }
    writer.raw(utf8)
  }

  package mutating func nullableString(_ value: inout String?) throws(WireError) {
    if var text = value { return try string(&text) }
    if isFlexible { writer.unsignedVarint(0) } else { writer.integer(Int16(-1)) }
  }

  package mutating func bytes(_ value: inout [UInt8]) throws(WireError) {
    try length(value.count)
    writer.raw(value)
  }

  package mutating func nullableBytes(_ value: inout [UInt8]?) throws(WireError) {
    try length(value?.count)
    if let value { writer.raw(value) }
  }

  package mutating func nullableRecords(_ value: inout RecordSpan?) throws(WireError) {
    try length(value?.count)
    if let value { writer.splice(value) }
  }

  package mutating func count(
    _ count: inout Int?, nullable: Bool, elementSize: Int
  ) throws(WireError) {
    guard nullable || count != nil else { throw WireError(.nullNotAllowed, at: position) }
    try length(count)
  }

  /// Of bytes, records and arrays; nil for null.
  private mutating func length(_ length: Int?) throws(WireError) {
    guard let narrow = Int32(exactly: length ?? -1), narrow < Int32.max else {
      throw WireError(.tooLong, at: position)
    }
    if isFlexible { writer.unsignedVarint(UInt32(narrow + 1)) } else { writer.integer(narrow) }
  }

  /// Fills in the length prefix that the frame began with.
  mutating func finishFrame() throws(WireError) -> EncodedFrame {
    guard let length = Int32(exactly: writer.count - WireLimits.framePrefixSize) else {
      throw WireError(.tooLong, at: position)
    }
    writer.patch(length, at: 0)
    return writer.finish()
  }

  // MARK: - Tags

  package mutating func beginTags() throws(WireError) -> TagSection {
    var tags = TagSection()
    tags.mark = position
    if isFlexible { writer.integer(UInt8(0)) }
    return tags
  }

  package mutating func enterTag(
    _ tag: UInt32, _ tags: inout TagSection, differs: Bool
  ) throws(WireError) -> Bool {
    guard isFlexible && differs else { return false }
    writer.unsignedVarint(tag)
    tags.valueStart = position
    tags.count += 1
    return true
  }

  package mutating func leaveTag(_ tags: inout TagSection) throws(WireError) {
    writer.prefixWithSize(from: tags.valueStart)
  }

  package mutating func endTags(_ tags: inout TagSection) throws(WireError) {
    // No structure has as many as 128 tagged fields, so the count stays one byte.
    if isFlexible && tags.count > 0 { writer.patch(UInt8(tags.count), at: tags.mark) }
  }
}
