// The two directions of the codec have one shape: something that is shown each field of a message
// in turn. `DecodingWalk` sets the field from bytes, `EncodingWalk` writes it as bytes.
//
// Messages call `field` and `tagged` (FieldWalk+Fields.swift), which know about versions, arrays
// and nulls; a walk implements the plain operations below.

package protocol FieldWalk {
  /// True when fields are set (their old value does not matter), false when they are looked at.
  static var fills: Bool { get }
  var version: Int16 { get }
  /// True when lengths are compact and structures end with tags.
  var isFlexible: Bool { get }
  /// Where the walk is, for errors.
  var position: Int { get }

  mutating func bool(_ value: inout Bool) throws(WireError)
  mutating func integer<T: FixedWidthInteger>(_ value: inout T) throws(WireError)
  mutating func error(_ value: inout KafkaError) throws(WireError)
  mutating func uuid(_ value: inout KafkaUUID) throws(WireError)
  mutating func string(_ value: inout String) throws(WireError)
  mutating func nullableString(_ value: inout String?) throws(WireError)
  mutating func bytes(_ value: inout [UInt8]) throws(WireError)
  mutating func nullableBytes(_ value: inout [UInt8]?) throws(WireError)
  mutating func nullableRecords(_ value: inout RecordSpan?) throws(WireError)

  /// The count in front of an array whose elements take at least `elementSize` bytes each; nil is
  /// the null array, which only a nullable field may be.
  mutating func count(
    _ count: inout Int?, nullable: Bool, elementSize: Int
  ) throws(WireError)

  /// The tag section at the end of a structure. Between the two, tags come in rising order.
  mutating func beginTags() throws(WireError) -> TagSection
  /// Whether the field with this tag is there: written when it `differs` from its default.
  mutating func enterTag(
    _ tag: UInt32, _ tags: inout TagSection, differs: Bool
  ) throws(WireError) -> Bool
  mutating func leaveTag(_ tags: inout TagSection) throws(WireError)
  mutating func endTags(_ tags: inout TagSection) throws(WireError)
}

/// How far a walk has come in a tag section.
package struct TagSection: Sendable {
  /// Decoding: fields not begun yet. Encoding: fields written.
  package var count: UInt32 = 0
  /// Encoding: where the count stands. Decoding: where the current field ends.
  package var mark = 0
  /// Encoding: where the current field's value begins.
  package var valueStart = 0
  /// Decoding: the field whose head was read and whose value was not.
  package var pending: UInt32?
  /// Decoding: the tag before, as tags rise.
  package var last: Int64 = -1

  package init() {}
}
