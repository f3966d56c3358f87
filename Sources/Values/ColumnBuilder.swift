// Builds a column, row after row or through raw pointers. A decoder that knows its row count
// reserves once and writes to the pointers; a function appends.
//
// `@exclusivity(unchecked)` on the stored properties of this folder's buffers: the run-time check
// of overlapping access costs five times the append itself. Safe because none of their methods
// calls out while it changes a property, and one task owns a builder.

/// Collects the rows of one column.
package final class ColumnBuilder {
  package let type: SQLType
  @exclusivity(unchecked) package private(set) var count = 0
  package let children: [ColumnBuilder]

  private let width: Int
  private let hasOffsets: Bool
  private let isText: Bool
  @exclusivity(unchecked) private var values: Buffer
  @exclusivity(unchecked) private var offsets: Buffer
  @exclusivity(unchecked) private var bytes: Buffer
  @exclusivity(unchecked) private var byteCount = 0
  /// Validity words; absent until the first NULL.
  @exclusivity(unchecked) private var validityWords: [UInt64]?

  package init(_ type: SQLType, capacity: Int = 0) {
    self.type = type
    width = type.fixedWidth ?? 0
    isText = type == .string || type == .bytes
    switch type {
    case .array(let element):
      children = [ColumnBuilder(element)]
      hasOffsets = true
    case .map(let key, let value):
      children = [ColumnBuilder(key), ColumnBuilder(value)]
      hasOffsets = true
    case .struct(let fields):
      children = fields.map { ColumnBuilder($0.type, capacity: capacity) }
      hasOffsets = false
    case .string, .bytes:
      children = []
      hasOffsets = true
    default:
      children = []
      hasOffsets = false
    }
    values = Buffer(capacity: width * capacity)
    offsets = Buffer(capacity: hasOffsets ? (capacity + 1) * 4 : 0)
    bytes = Buffer(capacity: 0)
    if hasOffsets { offsets.pointer(Int32.self)[0] = 0 }
  }

  // MARK: - Appending

  @inline(__always) private func growValues() {
    if (count + 1) * width > values.capacity {
      values.reserve((count + 1) * width, used: count * width)
    }
  }

  package func append(_ value: Bool) {
    growValues()
    values.pointer(UInt8.self)[count] = value ? 1 : 0
    endRow()
  }

  package func append(_ value: Int32) {
    growValues()
    values.pointer(Int32.self)[count] = value
    endRow()
  }

  package func append(_ value: Int64) {
    growValues()
    values.pointer(Int64.self)[count] = value
    endRow()
  }

  package func append(_ value: Double) {
    growValues()
    values.pointer(Double.self)[count] = value
    endRow()
  }

  package func append(_ value: Int128) {
    growValues()
    values.pointer(Int128.self)[count] = value
    endRow()
  }

  /// Appends a STRING or BYTES row.
  package func append(_ source: UnsafeBufferPointer<UInt8>) {
    appendPartial(source)
    endRow()
  }

  package func append(_ text: String) {
    var text = text
    text.withUTF8 { append($0) }
  }

  /// Adds bytes to the STRING or BYTES row that `endRow` will close.
  package func appendPartial(_ source: UnsafeBufferPointer<UInt8>) {
    guard let start = source.baseAddress, !source.isEmpty else { return }
    if byteCount + source.count > bytes.capacity {
      bytes.reserve(byteCount + source.count, used: byteCount)
    }
    (bytes.base + byteCount).copyMemory(from: start, byteCount: source.count)
    byteCount += source.count
  }

  package func appendPartial(_ byte: UInt8) {
    if byteCount + 1 > bytes.capacity { bytes.reserve(byteCount + 1, used: byteCount) }
    bytes.pointer(UInt8.self)[byteCount] = byte
    byteCount += 1
  }

  /// Closes a row: of a STRING after `appendPartial`, of an ARRAY, MAP or STRUCT after its
  /// children got their rows.
  package func endRow() {
    count += 1
    if hasOffsets { pushOffset() }
    if validityWords != nil { extendValidity(true) }
  }

  package func appendNull() {
    if width > 0 {
      growValues()
      (values.base + count * width).initializeMemory(as: UInt8.self, repeating: 0, count: width)
    }
    if case .struct = type { for child in children { child.appendNull() } }
    if validityWords == nil {
      validityWords = Array(repeating: ~0, count: max(1, Bitmap.wordCount(count)))
    }
    count += 1
    if hasOffsets { pushOffset() }
    extendValidity(false)
  }

  private func pushOffset() {
    if (count + 1) * 4 > offsets.capacity { offsets.reserve((count + 1) * 4, used: count * 4) }
    offsets.pointer(Int32.self)[count] = Int32(
      truncatingIfNeeded: isText ? byteCount : (children.first?.count ?? 0))
  }

  /// Records the validity of the row just counted. Words exist.
  private func extendValidity(_ valid: Bool) {
    let row = count - 1
    while validityWords!.count <= row >> 6 { validityWords!.append(~0) }
    if !valid { validityWords![row >> 6] &= ~(1 << UInt64(row & 63)) }
  }

  /// Appends row `row` of a column of the same type.
  package func append(from source: Column, row: Int) {
    guard source.isValid(row) else { return appendNull() }
    switch type {
    case .boolean: append(source.booleans[row] != 0)
    case .integer, .date, .time: append(source.int32s[row])
    case .bigint, .timestamp: append(source.int64s[row])
    case .double: append(source.doubles[row])
    case .decimal: append(source.decimals[row])
    case .string, .bytes: append(source.bytes(at: row))
    case .array, .map:
      for element in source.elements(at: row) {
        for (child, from) in zip(children, source.children) {
          child.append(from: from, row: element)
        }
      }
      endRow()
    case .struct:
      for (child, from) in zip(children, source.children) { child.append(from: from, row: row) }
      endRow()
    }
  }

  /// Appends a value from an edge; it must be NULL or of this builder's type.
  package func append(_ value: Value) {
    switch value {
    case .null: appendNull()
    case .boolean(let v): append(v)
    case .integer(let v), .date(let v), .time(let v): append(v)
    case .bigint(let v), .timestamp(let v): append(v)
    case .double(let v): append(v)
    case .decimal(let v): append(v.unscaled)
    case .string(let v): append(v)
    case .bytes(let v): v.withUnsafeBufferPointer { append($0) }
    case .array(let elements):
      for element in elements { children[0].append(element) }
      endRow()
    case .map(let entries):
      for entry in entries {
        children[0].append(entry.key)
        children[1].append(entry.value)
      }
      endRow()
    case .struct(let fields):
      for (child, field) in zip(children, fields) { child.append(field) }
      endRow()
    }
  }

  // MARK: - Writing through pointers

  /// Room for `rows` more fixed-width rows, written through the returned pointer and then
  /// counted with `advance(by:)`.
  package func reserveValues(_ rows: Int) -> UnsafeMutableRawPointer {
    values.reserve((count + rows) * width, used: count * width)
    return values.base + count * width
  }

  /// Counts `rows` fixed-width rows that were written through `reserveValues`; all valid.
  package func advance(by rows: Int) {
    count += rows
    if validityWords != nil {
      while validityWords!.count < Bitmap.wordCount(count) { validityWords!.append(~0) }
    }
  }

  /// Marks a row that was already appended as NULL.
  package func setNull(_ row: Int) {
    if validityWords == nil { validityWords = [] }
    while validityWords!.count < max(1, Bitmap.wordCount(count)) { validityWords!.append(~0) }
    validityWords![row >> 6] &= ~(1 << UInt64(row & 63))
  }

  /// Hands the rows over as a column; the builder is empty afterwards and may be used again.
  package func finish(isConstant: Bool = false) -> Column {
    var validity: Bitmap?
    if let words = validityWords {
      let bitmap = Bitmap(count: count, all: true)
      for i in 0..<Bitmap.wordCount(count) { bitmap.words[i] = words[i] }
      validity = bitmap
    }
    let column = Column(
      type: type, count: count, validity: validity, values: width > 0 ? values : nil,
      offsets: hasOffsets ? offsets : nil, bytes: isText ? bytes : nil,
      children: children.map { $0.finish() }, isConstant: isConstant)
    let capacity = count
    values = Buffer(capacity: width * capacity)
    offsets = Buffer(capacity: hasOffsets ? (capacity + 1) * 4 : 0)
    bytes = Buffer(capacity: isText ? byteCount : 0)
    if hasOffsets { offsets.pointer(Int32.self)[0] = 0 }
    byteCount = 0
    count = 0
    validityWords = nil
    return column
  }
}
