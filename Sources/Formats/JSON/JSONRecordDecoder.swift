// Reads JSON records into columns. The loops are in `JSONRead+Kernels.swift`; this file sets up
// what they need for a schema, walks the records of a batch, and keeps the errors.
//
// Safe because the decoder belongs to one task, owns the machine's memory and frees it at the end.

import Values

final class JSONRecordDecoder: RecordDecoder {
  private let tree: VectorTree
  private let machine: JSONMachinePointer
  private let keyTableCount: Int
  /// The key table of a record; nil when the record is the bare value of the only column.
  private let recordKeys: Int?
  private let columns: [ColumnSchema]
  /// Holds short records that need a known byte behind their end.
  private let tail: MutableBytePointer
  private static let tailMax = 64

  init(_ request: DecoderRequest) {
    columns = request.columns
    let wanted = request.wanted.map { request.columns[$0] }
    tree = VectorTree(wanted.map(\.type))
    var names = Array(repeating: "", count: tree.vectorCount)
    var tables: [JSONKeyTable] = []
    for v in 0..<tree.vectorCount {
      guard case .struct(let fields) = tree.types[v] else { continue }
      for (field, child) in zip(fields, tree.children[v]) { names[Int(child)] = field.name }
      tree.vectors[v].keys = Int32(tables.count)
      tables.append(
        JSONKeyTable(fields: zip(fields, tree.children[v]).map { ($0.name, $1) }))
    }
    for (column, root) in zip(wanted, tree.roots) { names[Int(root)] = column.name }
    if Formats.isUnwrapped(
      columns: request.columns, isKey: request.isKey, properties: request.properties)
    {
      recordKeys = nil
    } else {
      recordKeys = tables.count
      tables.append(JSONKeyTable(fields: zip(wanted, tree.roots).map { ($0.name, $1) }))
    }
    keyTableCount = tables.count
    let keys = UnsafeMutablePointer<JSONKeyTable>.allocate(capacity: max(1, tables.count))
    keys.initialize(from: tables, count: tables.count)
    tail = .allocate(capacity: JSONRecordDecoder.tailMax + ByteSlice.overread)
    tail.initialize(repeating: 0, count: JSONRecordDecoder.tailMax + ByteSlice.overread)
    machine = .allocate(capacity: 1)
    machine.initialize(
      to: JSONMachine(
        vectors: tree.vectors, groups: tree.groups, keys: keys, tree: .passUnretained(tree),
        names: names, powers: PowerTables.integers,
        start: BytePointer(tail), end: BytePointer(tail), scratch: .allocate(capacity: 16)))
  }

  deinit {
    for i in 0..<keyTableCount { machine.pointee.keys[i].deallocate() }
    machine.pointee.keys.deallocate()
    machine.pointee.scratch.deallocate()
    machine.deinitialize(count: 1)
    machine.deallocate()
    tail.deallocate()
  }

  func decode(_ slices: UnsafeBufferPointer<ByteSlice>) -> DecodedRows {
    tree.begin(rows: slices.count)
    var errors: [RowError] = []
    let root = tree.groups
    let (vectors, groups, machine) = (tree.vectors, tree.groups, machine)
    var hasNull = false
    for row in 0..<slices.count {
      let slice = slices[row]
      if slice.count < 0 {
        hasNull = true
      } else if !read(slice, row: row) {
        errors.append(RowError(row: row, error: machine.pointee.takeError()))
        tree.truncate(0, to: row)
      }
      VectorTree.endRow(root, vectors, groups)
    }
    return DecodedRows(
      columns: tree.finish(), present: hasNull ? Presence.of(slices) : nil, errors: errors)
  }

  /// Reads one record; false after a failure.
  @inline(__always) private func read(_ slice: ByteSlice, row: Int) -> Bool {
    let machine = machine
    let start = slice.start
    let count = Int(slice.count)
    let end = start + count
    machine.pointee.start = start
    machine.pointee.end = end
    guard ByteBlocks.isASCII(start, count) || UTF8Text.isValid(start, count) else {
      return machine.syntax("not UTF-8", at: start) != nil
    }
    var p = count > 0 && start.pointee > 0x20 ? start : JSONSkip.space(start, end)
    guard p < end else { return machine.syntax("no text", at: p) != nil }
    guard let recordKeys else { return readBare(p, end) }
    guard p.pointee == 0x7B else { return refuse(p) }
    guard let after = JSONRead.object(p + 1, end, machine, keys: recordKeys, row: row, depth: 0)
    else { return false }
    p = after
    if p < end { p = JSONSkip.space(p, end) }
    return p == end || machine.syntax("text after the value", at: p) != nil
  }

  /// Reads a record that is the value of the only column.
  private func readBare(_ start: BytePointer, _ end: BytePointer) -> Bool {
    let row = tree.groups[0].count
    // The short paths for numbers look at the byte behind the number, which must not be chance.
    let isNumber = start.pointee == 0x2D || (start.pointee >= 0x30 && start.pointee <= 0x39)
    if isNumber && end - start <= JSONRecordDecoder.tailMax {
      let count = end - start
      tail.update(from: start, count: count)
      tail[count] = 0x2C
      machine.pointee.start = BytePointer(tail)
      machine.pointee.end = BytePointer(tail) + count
    }
    let isCopied = machine.pointee.end != end
    let p = isCopied ? BytePointer(tail) : start
    let limit = machine.pointee.end
    let after: BytePointer?
    if let root = tree.roots.first {
      after =
        isCopied
        ? JSONRead.value(p, limit, machine, vector: Int(root), row: row, depth: 0)
        : JSONCoerce.value(p, limit, machine, vector: Int(root), row: row, depth: 0)
    } else {
      after = JSONSkip.value(p, limit, machine, depth: 0)
    }
    guard let after else { return false }
    guard after <= limit, JSONSkip.space(after, limit) == limit else {
      return machine.syntax("text after the value", at: after) != nil
    }
    return true
  }

  /// Says that a record is no object.
  private func refuse(_ p: BytePointer) -> Bool {
    guard JSONSkip.value(p, machine.pointee.end, machine, depth: 0) != nil else { return false }
    let wanted = SQLType.struct(columns.map { StructField($0.name, $0.type) })
    _ = machine.conversion(p, vector: 0)
    if case .conversion(let source, _) = machine.pointee.failure {
      machine.pointee.failure = .other(
        "Can't convert type. sourceType: \(source), requiredType: \(wanted)")
    }
    return false
  }
}
