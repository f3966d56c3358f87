// Bytes to fields. A length is held against what is left of the frame before anything is made
// for it, so a frame never makes more than its own size asks for.

package struct DecodingWalk: FieldWalk {
  package static let fills = true
  package let version: Int16
  package let isFlexible: Bool
  private var reader: WireReader
  private var elementsLeft = WireLimits.elementsMax

  package init(_ reader: WireReader, version: Int16, isFlexible: Bool) {
    self.reader = reader
    self.version = version
    self.isFlexible = isFlexible
  }

  package var position: Int { reader.position }

  package mutating func bool(_ value: inout Bool) throws(WireError) {
    let byte: UInt8 = try reader.integer()
    value = byte != 0
  }

  package mutating func integer<T: FixedWidthInteger>(_ value: inout T) throws(WireError) {
    value = try reader.integer()
  }

  /// A code that is not in the list becomes the general one.
  package mutating func error(_ value: inout KafkaError) throws(WireError) {
    value = KafkaError(rawValue: try reader.integer()) ?? .unknownServerError
  }

  package mutating func uuid(_ value: inout KafkaUUID) throws(WireError) {
    value = try reader.uuid()
  }

  package mutating func string(_ value: inout String) throws(WireError) {
    let length = try stringLength()
    value = try reader.text(present(length))
  }

  package mutating func nullableString(_ value: inout String?) throws(WireError) {
    guard let length = try stringLength() else { return value = nil }
    value = try reader.text(length)
  }

  package mutating func bytes(_ value: inout [UInt8]) throws(WireError) {
    let length = try length()
    value = try reader.bytes(present(length))
  }

  package mutating func nullableBytes(_ value: inout [UInt8]?) throws(WireError) {
    guard let length = try length() else { return value = nil }
    value = try reader.bytes(length)
  }

  package mutating func nullableRecords(_ value: inout RecordSpan?) throws(WireError) {
    guard let length = try length() else { return value = nil }
    value = try reader.span(length)
  }

  package mutating func count(
    _ count: inout Int?, nullable: Bool, elementSize: Int
  ) throws(WireError) {
    count = try length()
    guard let count else {
      if nullable { return }
      throw WireError(.nullNotAllowed, at: position)
    }
    // Division, as the product of a hostile count may not fit.
    guard count <= reader.left / elementSize else { throw WireError(.truncated, at: position) }
    guard count <= elementsLeft else { throw WireError(.tooManyElements, at: position) }
    elementsLeft -= count
  }

  // MARK: - Lengths

  private func present(_ length: Int?) throws(WireError) -> Int {
    guard let length else { throw WireError(.nullNotAllowed, at: position) }
    return length
  }

  private mutating func stringLength() throws(WireError) -> Int? {
    if isFlexible {
      guard let length = try compactLength() else { return nil }
      guard length <= WireLimits.stringSizeMax else {
        throw WireError(.invalidLength, at: position)
      }
      return length
    }
    let length: Int16 = try reader.integer()
    return try checked(Int(length))
  }

  /// Of bytes, records and arrays.
  private mutating func length() throws(WireError) -> Int? {
    if isFlexible { return try compactLength() }
    let length: Int32 = try reader.integer()
    return try checked(Int(length))
  }

  private mutating func compactLength() throws(WireError) -> Int? {
    let lengthAndOne = try reader.unsignedVarint()
    return try checked(Int(lengthAndOne) - 1)
  }

  private func checked(_ length: Int) throws(WireError) -> Int? {
    guard length >= -1 else { throw WireError(.invalidLength, at: position) }
    guard length <= reader.left else { throw WireError(.truncated, at: position) }
    return length < 0 ? nil : length
  }

  // MARK: - Tags

  package mutating func beginTags() throws(WireError) -> TagSection {
    var tags = TagSection()
    guard isFlexible else { return tags }
    tags.count = try reader.unsignedVarint()
    // A tagged field has a tag and a size, a byte each at least.
    guard Int(tags.count) <= reader.left / 2 else { throw WireError(.truncated, at: position) }
    return tags
  }

  package mutating func enterTag(
    _ tag: UInt32, _ tags: inout TagSection, differs: Bool
  ) throws(WireError) -> Bool {
    while true {
      if tags.pending == nil {
        guard tags.count > 0 else { return false }
        try readHead(&tags)
      }
      guard let pending = tags.pending, pending < tag else { return tags.pending == tag }
      try leaveTag(&tags)
    }
  }

  private mutating func readHead(_ tags: inout TagSection) throws(WireError) {
    let tag = try reader.unsignedVarint()
    let size = Int(try reader.unsignedVarint())
    guard Int64(tag) > tags.last else { throw WireError(.invalidTags, at: position) }
    guard size <= reader.left else { throw WireError(.truncated, at: position) }
    tags.count -= 1
    tags.last = Int64(tag)
    tags.pending = tag
    tags.mark = position + size
  }

  /// Goes to the end of the current field, whether it was read or not.
  package mutating func leaveTag(_ tags: inout TagSection) throws(WireError) {
    guard position <= tags.mark else { throw WireError(.invalidTags, at: position) }
    try reader.skip(tags.mark - position)
    tags.pending = nil
  }

  /// Skips the fields that nobody asked for.
  package mutating func endTags(_ tags: inout TagSection) throws(WireError) {
    if tags.pending != nil { try leaveTag(&tags) }
    while tags.count > 0 {
      try readHead(&tags)
      try leaveTag(&tags)
    }
  }
}
