// A column, or a part of one, as the JSON writer sees it: raw pointers and the text that goes
// before each value. The shape is fixed per schema; the pointers are set for each batch.
//
// Safe because the encoder keeps the columns alive while it writes.

import Values

struct JSONSource {
  var kind: ValueKind
  var scale = 0
  /// STRUCT: its fields; ARRAY: its element; MAP: key and value. They lie next to each other.
  var firstChild = 0
  var childCount = 0
  /// What goes before the value in its object: `{"A":` or `,"B":`. Padded by 16 bytes.
  var prefix: BytePointer
  var prefixCount = 0

  var valid: UnsafePointer<UInt64>?
  var values: UnsafeRawPointer
  var positions: UnsafePointer<Int32>
  var bytes: BytePointer

  init(_ type: SQLType, prefix: BytePointer, prefixCount: Int) {
    kind = ValueKind(type)
    if case .decimal(_, let scale) = type { self.scale = scale }
    self.prefix = prefix
    self.prefixCount = prefixCount
    values = UnsafeRawPointer(prefix)
    positions = UnsafeRawPointer(prefix).assumingMemoryBound(to: Int32.self)
    bytes = prefix
  }

  @inline(__always) func isValid(_ row: Int) -> Bool {
    guard let valid else { return true }
    return valid[row >> 6] & (1 << UInt64(truncatingIfNeeded: row & 63)) != 0
  }

  @inline(__always) func value<T: BitwiseCopyable>(_ row: Int, _ type: T.Type) -> T {
    values.assumingMemoryBound(to: T.self)[row]
  }

  mutating func point(at column: Column) {
    valid = column.validity.map { UnsafePointer($0.words) }
    values = UnsafeRawPointer(column.values.base)
    positions = UnsafePointer(column.positions)
    bytes = UnsafePointer(column.text)
  }
}

/// The sources of a schema, columns first, and the texts before them.
final class JSONSourceTree {
  let sources: UnsafeMutablePointer<JSONSource>
  private(set) var count = 0
  /// Bytes that everything but strings and repetition can take.
  private(set) var fixedBytes = 64
  private var prefixes: [MutableBytePointer] = []

  init(_ columns: [ColumnSchema]) {
    sources = .allocate(capacity: max(1, JSONSourceTree.size(of: columns.map(\.type))))
    addFields(columns.map { StructField($0.name, $0.type) })
  }

  deinit {
    for prefix in prefixes { prefix.deallocate() }
    sources.deallocate()
  }

  private static func size(of types: [SQLType]) -> Int {
    types.reduce(0) { total, type in
      switch type {
      case .array(let element): total + 1 + size(of: [element])
      case .map(let key, let value): total + 1 + size(of: [key, value])
      case .struct(let fields): total + 1 + size(of: fields.map(\.type))
      default: total + 1
      }
    }
  }

  private func addFields(_ fields: [StructField]) {
    let first = count
    for (position, field) in fields.enumerated() {
      var text: [UInt8] = [position == 0 ? 0x7B : 0x2C]
      var name = field.name
      name.withUTF8 { JSONEscape.appendQuoted($0, to: &text) }
      text.append(0x3A)
      add(field.type, prefix: text)
    }
    for (position, field) in fields.enumerated() { addChildren(of: first + position, field.type) }
  }

  private func add(_ type: SQLType, prefix text: [UInt8]) {
    let prefix = MutableBytePointer.allocate(capacity: text.count + 16)
    prefix.initialize(repeating: 0, count: text.count + 16)
    prefix.update(from: text, count: text.count)
    prefixes.append(prefix)
    (sources + count).initialize(
      to: JSONSource(type, prefix: BytePointer(prefix), prefixCount: text.count))
    count += 1
    fixedBytes += text.count + 80
  }

  private func addChildren(of parent: Int, _ type: SQLType) {
    sources[parent].firstChild = count
    switch type {
    case .array(let element):
      sources[parent].childCount = 1
      add(element, prefix: [])
      addChildren(of: count - 1, element)
    case .map(let key, let value):
      sources[parent].childCount = 2
      add(key, prefix: [])
      add(value, prefix: [])
      addChildren(of: count - 1, value)
    case .struct(let fields):
      sources[parent].childCount = fields.count
      addFields(fields)
    default: break
    }
  }

  /// Points the sources at the memory of a batch.
  func point(at columns: [Column]) {
    for (i, column) in columns.enumerated() { point(i, at: column) }
  }

  private func point(_ source: Int, at column: Column) {
    sources[source].point(at: column)
    let first = sources[source].firstChild
    for (i, child) in column.children.enumerated() where i < sources[source].childCount {
      point(first + i, at: child)
    }
  }
}
