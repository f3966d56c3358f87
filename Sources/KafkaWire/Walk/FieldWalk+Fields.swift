// What the messages call: `field` for every kind of field, with the versions that carry it, and
// `tagged` for those of the tag section. A field that a version does not carry is left alone.

extension FieldWalk {
  // MARK: - Plain fields

  mutating func field(_ value: inout Bool, _ versions: Versions = .all) throws(WireError) {
    if versions.contains(version) { try bool(&value) }
  }

  mutating func field<T: FixedWidthInteger>(
    _ value: inout T, _ versions: Versions = .all
  ) throws(WireError) {
    if versions.contains(version) { try integer(&value) }
  }

  mutating func field(_ value: inout KafkaError, _ versions: Versions = .all) throws(WireError) {
    if versions.contains(version) { try error(&value) }
  }

  mutating func field(_ value: inout KafkaUUID, _ versions: Versions = .all) throws(WireError) {
    if versions.contains(version) { try uuid(&value) }
  }

  mutating func field(_ value: inout String, _ versions: Versions = .all) throws(WireError) {
    if versions.contains(version) { try string(&value) }
  }

  /// Text that may be null in the versions `nullable`.
  mutating func field(
    _ value: inout String?, _ versions: Versions = .all, nullable: Versions = .all
  ) throws(WireError) {
    guard versions.contains(version) else { return }
    if nullable.contains(version) { return try nullableString(&value) }
    guard Self.fills || value != nil else { throw WireError(.nullNotAllowed, at: position) }
    var text = value ?? ""
    try string(&text)
    if Self.fills { value = text }
  }

  mutating func field(_ value: inout [UInt8], _ versions: Versions = .all) throws(WireError) {
    if versions.contains(version) { try bytes(&value) }
  }

  mutating func field(_ value: inout [UInt8]?, _ versions: Versions = .all) throws(WireError) {
    if versions.contains(version) { try nullableBytes(&value) }
  }

  mutating func field(_ value: inout RecordSpan?, _ versions: Versions = .all) throws(WireError) {
    if versions.contains(version) { try nullableRecords(&value) }
  }

  // MARK: - Arrays

  mutating func field<E: WireStructure>(
    _ elements: inout [E], _ versions: Versions = .all
  ) throws(WireError) {
    guard versions.contains(version) else { return }
    var count: Int? = elements.count
    try self.count(&count, nullable: false, elementSize: smallest(E.self))
    try walkElements(&elements, count ?? 0)
  }

  mutating func field<E: WireStructure>(
    _ elements: inout [E]?, _ versions: Versions = .all, nullable: Versions = .all
  ) throws(WireError) {
    guard versions.contains(version) else { return }
    var count = elements?.count
    try self.count(
      &count, nullable: nullable.contains(version), elementSize: smallest(E.self))
    guard let count else { return elements = nil }
    if Self.fills { elements = [] }
    // Safe because a count that is not null leaves the array not null.
    try walkElements(&elements!, count)
  }

  mutating func field<T: FixedWidthInteger>(
    _ elements: inout [T], _ versions: Versions = .all
  ) throws(WireError) {
    guard versions.contains(version) else { return }
    var count: Int? = elements.count
    try self.count(&count, nullable: false, elementSize: MemoryLayout<T>.size)
    if Self.fills { elements = Array(repeating: 0, count: count ?? 0) }
    for index in elements.indices { try integer(&elements[index]) }
  }

  mutating func field(
    _ elements: inout [String], _ versions: Versions = .all
  ) throws(WireError) {
    guard versions.contains(version) else { return }
    var count: Int? = elements.count
    try self.count(&count, nullable: false, elementSize: isFlexible ? 1 : 2)
    if Self.fills { elements = Array(repeating: "", count: count ?? 0) }
    for index in elements.indices { try string(&elements[index]) }
  }

  mutating func field(
    _ elements: inout [String]?, _ versions: Versions = .all
  ) throws(WireError) {
    guard versions.contains(version) else { return }
    var count = elements?.count
    try self.count(&count, nullable: true, elementSize: isFlexible ? 1 : 2)
    guard let count else { return elements = nil }
    var texts = elements ?? []
    if Self.fills { texts = Array(repeating: "", count: count) }
    for index in texts.indices { try string(&texts[index]) }
    if Self.fills { elements = texts }
  }

  private mutating func walkElements<E: WireStructure>(
    _ elements: inout [E], _ count: Int
  ) throws(WireError) {
    guard Self.fills else {
      for index in elements.indices { try elements[index].walk(&self) }
      return
    }
    elements = []
    elements.reserveCapacity(count)
    for _ in 0..<count {
      var element = E()
      try element.walk(&self)
      elements.append(element)
    }
  }

  /// The least number of bytes that an element takes on the wire.
  private func smallest<E: WireStructure>(_ type: E.Type) throws(WireError) -> Int {
    guard Self.fills else { return 0 }
    var sizing = SizingWalk(version: version, isFlexible: isFlexible)
    var element = E()
    try element.walk(&sizing)
    return max(1, sizing.position)
  }

  // MARK: - The end of a structure

  /// Ends a structure that has no tagged fields of its own.
  mutating func end() throws(WireError) {
    var tags = try beginTags()
    try endTags(&tags)
  }

  mutating func tagged(
    _ tag: UInt32, _ tags: inout TagSection, _ value: inout String?, _ versions: Versions = .all
  ) throws(WireError) {
    guard versions.contains(version),
      try enterTag(tag, &tags, differs: value != nil)
    else { return }
    try nullableString(&value)
    try leaveTag(&tags)
  }

  mutating func tagged(
    _ tag: UInt32, _ tags: inout TagSection, _ value: inout Bool, _ versions: Versions = .all
  ) throws(WireError) {
    guard versions.contains(version), try enterTag(tag, &tags, differs: value) else { return }
    try bool(&value)
    try leaveTag(&tags)
  }

  mutating func tagged(
    _ tag: UInt32, _ tags: inout TagSection, _ value: inout KafkaError,
    _ versions: Versions = .all
  ) throws(WireError) {
    guard versions.contains(version),
      try enterTag(tag, &tags, differs: value != .noError)
    else { return }
    try error(&value)
    try leaveTag(&tags)
  }

  mutating func tagged<T: FixedWidthInteger>(
    _ tag: UInt32, _ tags: inout TagSection, _ value: inout T, default usual: T,
    _ versions: Versions = .all
  ) throws(WireError) {
    guard versions.contains(version),
      try enterTag(tag, &tags, differs: value != usual)
    else { return }
    try integer(&value)
    try leaveTag(&tags)
  }

  mutating func tagged<E: WireStructure>(
    _ tag: UInt32, _ tags: inout TagSection, _ value: inout E, _ versions: Versions = .all
  ) throws(WireError) {
    guard versions.contains(version),
      try enterTag(tag, &tags, differs: value != E())
    else { return }
    try value.walk(&self)
    try leaveTag(&tags)
  }

  mutating func tagged<E: WireStructure>(
    _ tag: UInt32, _ tags: inout TagSection, _ elements: inout [E], _ versions: Versions = .all
  ) throws(WireError) {
    guard versions.contains(version),
      try enterTag(tag, &tags, differs: !elements.isEmpty)
    else { return }
    try field(&elements)
    try leaveTag(&tags)
  }
}
