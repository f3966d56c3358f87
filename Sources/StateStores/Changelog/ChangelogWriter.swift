// Puts the changes of stores together as columns of keys and values and hands them to the record
// batch builder some thousand at a time.
//
// Safe because the columns are built here, and the builder borrows them only during the call.

import SegmentLog

/// Takes the changes of one commit. Stores call it row by row, inside this target.
package final class ChangelogWriter {
  private let builder: RecordBatchBuilder
  private let timestamp: Int64
  private let keys = ByteSink(capacity: 64 * 1024)
  private let values = ByteSink(capacity: 64 * 1024)
  private var keyOffsets: UnsafeMutablePointer<Int32>
  private var valueOffsets: UnsafeMutablePointer<Int32>
  private var validity: UnsafeMutablePointer<UInt64>
  private var timestamps: UnsafeMutablePointer<Int64>
  private var count = 0
  /// Store number and layout id of the store that is writing.
  private var store: UInt16 = 0
  private var layout: UInt16 = 0

  private static let rowsMax = 4096
  private static let bytesMax = 4 << 20

  init(builder: RecordBatchBuilder, timestamp: Int64) {
    self.builder = builder
    self.timestamp = timestamp
    let rows = ChangelogWriter.rowsMax
    keyOffsets = .allocate(capacity: rows + 1)
    valueOffsets = .allocate(capacity: rows + 1)
    validity = .allocate(capacity: rows / 64)
    timestamps = .allocate(capacity: rows)
    timestamps.initialize(repeating: timestamp, count: rows)
    keyOffsets[0] = 0
    valueOffsets[0] = 0
  }

  deinit {
    keyOffsets.deallocate()
    valueOffsets.deallocate()
    validity.deallocate()
    timestamps.deallocate()
  }

  func begin(store: UInt16, layout: UInt16) {
    self.store = store
    self.layout = layout
  }

  /// Writes a row. `identity` appends the identity's bytes, `image` the image's.
  @inline(__always)
  func put(identity: (ByteSink) -> Void, image: (ByteSink) -> Void) {
    beginKey(RecordKind.row, store)
    identity(keys)
    values.append(word: layout)
    image(values)
    endRecord(hasValue: true)
  }

  /// Writes the removal of a row.
  func delete(identity: (ByteSink) -> Void) {
    beginKey(RecordKind.row, store)
    identity(keys)
    endRecord(hasValue: false)
  }

  /// Writes the removal of all identities in `lower ..< upper`.
  func deleteRange(lower: (ByteSink) -> Void, upper: (ByteSink) -> Void) {
    beginKey(RecordKind.rangeDelete, store)
    lower(keys)
    upper(values)
    endRecord(hasValue: true)
  }

  func putLayout(_ id: UInt16, _ content: [UInt8]) {
    beginKey(RecordKind.layout, id)
    values.append(content)
    endRecord(hasValue: true)
  }

  @inline(__always)
  private func beginKey(_ kind: UInt8, _ number: UInt16) {
    keys.append(word: kind)
    keys.append(ordered: number)
  }

  @inline(__always)
  private func endRecord(hasValue: Bool) {
    if count & 63 == 0 { validity[count >> 6] = 0 }
    if hasValue { validity[count >> 6] |= 1 << UInt64(count & 63) }
    count += 1
    keyOffsets[count] = Int32(truncatingIfNeeded: keys.count)
    valueOffsets[count] = Int32(truncatingIfNeeded: values.count)
    if count == ChangelogWriter.rowsMax || keys.count + values.count > ChangelogWriter.bytesMax {
      flush()
    }
  }

  /// Hands what is there to the builder.
  func flush() {
    guard count > 0 else { return }
    builder.append(
      RecordColumns(
        count: count, timestamps: timestamps,
        keys: ByteColumn(offsets: keyOffsets, bytes: keys.base),
        values: ByteColumn(offsets: valueOffsets, bytes: values.base, validity: validity)))
    keys.reset()
    values.reset()
    count = 0
  }
}
