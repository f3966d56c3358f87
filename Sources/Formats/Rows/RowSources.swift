// What a writer of text reads: the columns of a batch with everything nested in them.
//
// Safe because the tree owns the sources and the prefixes, and the encoder keeps the columns alive
// while it writes.

import Values

/// The sources of a schema, columns first, and the texts before them.
final class RowSources {
  let sources: UnsafeMutablePointer<RowSource>
  private(set) var count = 0
  /// Bytes that everything but strings and repetition can take.
  private(set) var fixedBytes = 64
  private var prefixes: [MutableBytePointer] = []

  init(_ columns: [ColumnSchema]) {
    sources = .allocate(capacity: max(1, RowSources.size(of: columns.map(\.type))))
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
      to: RowSource(type, prefix: BytePointer(prefix), prefixCount: text.count))
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
