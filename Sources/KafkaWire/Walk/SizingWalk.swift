/// Counts the bytes that a value would take. Used on default values, whose texts and arrays are
/// empty: the result is what the smallest value of a structure needs.
struct SizingWalk: FieldWalk {
  static let fills = false
  let version: Int16
  let isFlexible: Bool
  private(set) var position = 0

  init(version: Int16, isFlexible: Bool) {
    self.version = version
    self.isFlexible = isFlexible
  }

  mutating func bool(_ value: inout Bool) { position += 1 }
  mutating func integer<T: FixedWidthInteger>(_ value: inout T) {
    position += MemoryLayout<T>.size
  }
  mutating func error(_ value: inout KafkaError) { position += 2 }
  mutating func uuid(_ value: inout KafkaUUID) { position += 16 }
  mutating func string(_ value: inout String) { position += isFlexible ? 1 : 2 }
  mutating func nullableString(_ value: inout String?) { position += isFlexible ? 1 : 2 }
  mutating func bytes(_ value: inout [UInt8]) { position += isFlexible ? 1 : 4 }
  mutating func nullableBytes(_ value: inout [UInt8]?) { position += isFlexible ? 1 : 4 }
  mutating func nullableRecords(_ value: inout RecordSpan?) { position += isFlexible ? 1 : 4 }
  mutating func count(_ count: inout Int?, nullable: Bool, elementSize: Int) {
    position += isFlexible ? 1 : 4
  }

  mutating func beginTags() -> TagSection {
    if isFlexible { position += 1 }
    return TagSection()
  }
  mutating func enterTag(_ tag: UInt32, _ tags: inout TagSection, differs: Bool) -> Bool { false }
  mutating func leaveTag(_ tags: inout TagSection) {}
  mutating func endTags(_ tags: inout TagSection) {}
}
