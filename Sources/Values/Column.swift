// A column vector: typed, unboxed memory in Arrow's layout, read-only once built.
//
//   BOOLEAN                    values: UInt8 0/1 a row
//   INTEGER DATE TIME          values: Int32
//   BIGINT TIMESTAMP           values: Int64
//   DOUBLE                     values: Double
//   DECIMAL                    values: Int128, the unscaled number
//   STRING BYTES               offsets: Int32 × (count + 1), bytes
//   ARRAY                      offsets, children[0] = elements
//   MAP                        offsets, children[0] = keys, children[1] = values
//   STRUCT                     children = fields, each with `count` rows
//
// BOOLEAN takes a byte where Arrow takes a bit: kernels write it without a read-modify-write.

/// A vector of values of one type.
///
/// Safe because nothing writes to its buffers after `init`.
package final class Column: @unchecked Sendable {
  package let type: SQLType
  package let count: Int
  /// Set bit = not NULL; nil = no NULL at all.
  package let validity: Bitmap?
  /// Fixed-width values; empty for the other types.
  package let values: Buffer
  /// `count + 1` Int32 positions into `bytes` or the children; empty for fixed-width types.
  package let offsets: Buffer
  package let bytes: Buffer
  package let children: [Column]
  /// Every row holds the same value (a literal): kernels may prepare once from row 0.
  package let isConstant: Bool

  package init(
    type: SQLType, count: Int, validity: Bitmap?, values: Buffer? = nil, offsets: Buffer? = nil,
    bytes: Buffer? = nil, children: [Column] = [], isConstant: Bool = false
  ) {
    self.type = type
    self.count = count
    self.validity = validity
    self.values = values ?? Column.emptyBuffer
    self.offsets = offsets ?? Column.emptyBuffer
    self.bytes = bytes ?? Column.emptyBuffer
    self.children = children
    self.isConstant = isConstant
  }

  private static let emptyBuffer: Buffer = {
    let buffer = Buffer(capacity: 64)
    buffer.base.initializeMemory(as: UInt8.self, repeating: 0, count: 64)
    return buffer
  }()

  /// The same memory with other NULLs.
  package func with(validity: Bitmap?) -> Column {
    Column(
      type: type, count: count, validity: validity, values: values, offsets: offsets, bytes: bytes,
      children: children, isConstant: false)
  }

  /// The same memory read as a type with the same layout (DATE as INTEGER, STRING as BYTES …).
  package func reinterpreted(as newType: SQLType) -> Column {
    precondition(newType.fixedWidth == type.fixedWidth)
    return Column(
      type: newType, count: count, validity: validity, values: values, offsets: offsets,
      bytes: bytes, children: children, isConstant: isConstant)
  }

  // MARK: - Reading

  @inlinable @inline(__always) package func isValid(_ row: Int) -> Bool {
    guard let validity else { return true }
    return validity[row]
  }

  package var hasNulls: Bool { validity.map { !$0.isAllSet } ?? false }

  @inlinable package var booleans: UnsafeMutablePointer<UInt8> { values.pointer(UInt8.self) }
  @inlinable package var int32s: UnsafeMutablePointer<Int32> { values.pointer(Int32.self) }
  @inlinable package var int64s: UnsafeMutablePointer<Int64> { values.pointer(Int64.self) }
  @inlinable package var doubles: UnsafeMutablePointer<Double> { values.pointer(Double.self) }
  @inlinable package var decimals: UnsafeMutablePointer<Int128> { values.pointer(Int128.self) }
  @inlinable package var positions: UnsafeMutablePointer<Int32> { offsets.pointer(Int32.self) }
  @inlinable package var text: UnsafeMutablePointer<UInt8> { bytes.pointer(UInt8.self) }

  /// The bytes of a STRING (UTF-8) or BYTES row.
  @inlinable @inline(__always) package func bytes(at row: Int) -> UnsafeBufferPointer<UInt8> {
    let start = Int(positions[row])
    return UnsafeBufferPointer(start: text + start, count: Int(positions[row + 1]) - start)
  }

  /// The rows of `children` that belong to an ARRAY or MAP row.
  @inlinable @inline(__always) package func elements(at row: Int) -> Range<Int> {
    Int(positions[row])..<Int(positions[row + 1])
  }

  /// A STRING row as a Swift string: for edges and messages, never per row in a pipeline.
  package func string(at row: Int) -> String {
    String(decoding: bytes(at: row), as: UTF8.self)
  }

  /// Bytes of memory that the vector holds, for accounting.
  package var byteCount: Int {
    let own =
      (type.fixedWidth.map { $0 * count } ?? (count + 1) * 4) + (validity == nil ? 0 : count / 8)
    let text: Int =
      switch type {
      case .string, .bytes: Int(positions[count])
      default: 0
      }
    return own + text + children.reduce(0) { $0 + $1.byteCount }
  }
}
