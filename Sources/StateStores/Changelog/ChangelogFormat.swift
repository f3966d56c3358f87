// The records of a changelog. Keys compare like what they stand for, so that a snapshot is the
// sorted run of them and a range of identities is a range of keys:
//
//   01 | layout id UInt16            value: the layout, see `LayoutTable`
//   10 | store UInt16 | identity     value: layout id UInt16, row image; no value: removed
//   20 | store UInt16 | lower        value: upper; identities in lower ..< upper are gone
//
// Numbers in keys are big-endian, in values little-endian. Version 1 of the format.

/// The first byte of a changelog record's key.
enum RecordKind {
  static let layout: UInt8 = 0x01
  static let row: UInt8 = 0x10
  static let rangeDelete: UInt8 = 0x20
}

/// A changelog record, taken apart.
enum ChangelogRecord {
  case layout(id: UInt16, value: UnsafeRawBufferPointer)
  case put(
    store: UInt16, identity: UnsafeRawBufferPointer, layout: UInt16, image: UnsafeRawBufferPointer)
  case delete(store: UInt16, identity: UnsafeRawBufferPointer)
  case deleteRange(store: UInt16, lower: UnsafeRawBufferPointer, upper: UnsafeRawBufferPointer)

  /// nil when the bytes are no record.
  init?(key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer?) {
    var source = ByteSource(key)
    guard let kind = source.take(1)?[0], let number = source.ordered(UInt16.self) else {
      return nil
    }
    switch kind {
    case RecordKind.layout:
      guard let value, source.isAtEnd else { return nil }
      self = .layout(id: number, value: value)
    case RecordKind.row:
      guard let value else {
        self = .delete(store: number, identity: source.rest)
        return
      }
      var content = ByteSource(value)
      guard let layout = content.word(UInt16.self) else { return nil }
      self = .put(store: number, identity: source.rest, layout: layout, image: content.rest)
    case RecordKind.rangeDelete:
      guard let value else { return nil }
      self = .deleteRange(store: number, lower: source.rest, upper: value)
    default: return nil
    }
  }
}
