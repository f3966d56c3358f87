// The columns of a batch under construction, with everything nested in them.
//
// A decoder calls `begin`, writes rows 0, 1, 2 … of the root group, each closed by `endRow`, and
// takes the columns with `finish`. A row whose bytes turn out to be bad is undone by `truncate`.

import Values

/// Owns the vectors and groups of one decoder.
final class VectorTree {
  let vectors: UnsafeMutablePointer<VectorWriter>
  let groups: UnsafeMutablePointer<RowGroup>
  private(set) var vectorCount = 0
  private(set) var groupCount = 0
  /// Per vector.
  private(set) var types: [SQLType] = []
  private(set) var children: [[Int32]] = []
  /// The vectors of the columns.
  private(set) var roots: [Int32] = []
  private var validCapacity: [Int] = []

  init(_ columnTypes: [SQLType]) {
    let total = columnTypes.reduce(0) { $0 + VectorTree.size(of: $1) }
    vectors = .allocate(capacity: max(1, total))
    groups = .allocate(capacity: max(1, total + 1))
    let root = addGroup()
    roots = columnTypes.map { add($0, to: root) }
    for group in 0..<groupCount { listMembers(of: group) }
  }

  deinit {
    for v in 0..<vectorCount {
      vectors[v].valid.deallocate()
      vectors[v].valueBuffer?.release()
      vectors[v].offsetBuffer?.release()
      vectors[v].byteBuffer?.release()
    }
    for g in 0..<groupCount {
      groups[g].members.deallocate()
      groups[g].offsetMembers.deallocate()
    }
    vectors.deallocate()
    groups.deallocate()
  }

  // MARK: - Shape

  private static func size(of type: SQLType) -> Int {
    switch type {
    case .array(let element): 1 + size(of: element)
    case .map(let key, let value): 1 + size(of: key) + size(of: value)
    case .struct(let fields): fields.reduce(1) { $0 + size(of: $1.type) }
    default: 1
    }
  }

  private var membership: [[Int32]] = []
  private var lastElementCount: [Int] = []

  private func addGroup() -> Int {
    (groups + groupCount).initialize(
      to: RowGroup(members: .allocate(capacity: 1), offsetMembers: .allocate(capacity: 1)))
    membership.append([])
    lastElementCount.append(0)
    groupCount += 1
    return groupCount - 1
  }

  private func add(_ type: SQLType, to group: Int) -> Int32 {
    let index = vectorCount
    vectorCount += 1
    types.append(type)
    children.append([])
    validCapacity.append(1)
    membership[group].append(Int32(index))
    let valid = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
    valid.initialize(to: 0)
    (vectors + index).initialize(
      to: VectorWriter(
        kind: ValueKind(type), width: type.fixedWidth ?? 0,
        values: UnsafeMutableRawPointer(valid),
        positions: UnsafeMutableRawPointer(valid).assumingMemoryBound(to: Int32.self),
        bytes: UnsafeMutableRawPointer(valid).assumingMemoryBound(to: UInt8.self), valid: valid))
    switch type {
    case .decimal(let precision, let scale):
      vectors[index].precision = Int32(precision)
      vectors[index].scale = Int32(scale)
      vectors[index].decimalLimit = Decimal.powerOfTen(min(precision, 38))
    case .array(let element):
      let elements = addGroup()
      vectors[index].elements = Int32(elements)
      children[index] = [add(element, to: elements)]
    case .map(let key, let value):
      let elements = addGroup()
      vectors[index].elements = Int32(elements)
      children[index] = [add(key, to: elements), add(value, to: elements)]
    case .struct(let fields):
      children[index] = fields.map { add($0.type, to: group) }
    default: break
    }
    vectors[index].firstChild = children[index].first ?? -1
    return Int32(index)
  }

  private func listMembers(of group: Int) {
    let members = membership[group]
    let offsetMembers = members.filter { vectors[Int($0)].kind.hasOffsets }
    groups[group].members.deallocate()
    groups[group].offsetMembers.deallocate()
    groups[group].members = .allocate(capacity: members.count)
    groups[group].members.initialize(from: members, count: members.count)
    groups[group].memberCount = members.count
    groups[group].offsetMembers = .allocate(capacity: offsetMembers.count)
    groups[group].offsetMembers.initialize(from: offsetMembers, count: offsetMembers.count)
    groups[group].offsetMemberCount = offsetMembers.count
  }

  // MARK: - A batch

  /// Prepares empty vectors for `rows` rows.
  func begin(rows: Int) {
    for group in 0..<groupCount {
      groups[group].count = 0
      groups[group].capacity = group == 0 ? rows : max(16, lastElementCount[group])
      for i in 0..<groups[group].memberCount {
        prepare(Int(groups[group].members[i]), capacity: groups[group].capacity)
      }
    }
  }

  private func prepare(_ v: Int, capacity: Int) {
    let vector = vectors + v
    if vector.pointee.width > 0 {
      let buffer = Buffer(capacity: capacity * vector.pointee.width)
      buffer.base.initializeMemory(
        as: UInt8.self, repeating: 0, count: capacity * vector.pointee.width)
      vector.pointee.valueBuffer?.release()
      vector.pointee.valueBuffer = .passRetained(buffer)
      vector.pointee.values = buffer.base
    }
    if vector.pointee.kind.hasOffsets {
      let buffer = Buffer(capacity: (capacity + 1) * 4)
      vector.pointee.offsetBuffer?.release()
      vector.pointee.offsetBuffer = .passRetained(buffer)
      vector.pointee.positions = buffer.pointer(Int32.self)
      vector.pointee.positions[0] = 0
    }
    if vector.pointee.kind.isText {
      // The last batch tells how much text to expect.
      let buffer = Buffer(capacity: max(1024, vector.pointee.byteCount + 256))
      vector.pointee.byteBuffer?.release()
      vector.pointee.byteBuffer = .passRetained(buffer)
      vector.pointee.bytes = buffer.pointer(UInt8.self)
      vector.pointee.byteCapacity = buffer.capacity
      vector.pointee.byteCount = 0
    }
    let words = max(1, Bitmap.wordCount(capacity))
    if words > validCapacity[v] {
      vector.pointee.valid.deallocate()
      vector.pointee.valid = .allocate(capacity: words)
      validCapacity[v] = words
    }
    vector.pointee.valid.initialize(repeating: 0, count: validCapacity[v])
  }

  /// Makes room for one more element row.
  @inline(never) func grow(_ group: Int) {
    let old = groups[group].capacity
    let new = old * 2
    for i in 0..<groups[group].memberCount {
      let v = Int(groups[group].members[i])
      let vector = vectors + v
      if let buffer = vector.pointee.valueBuffer?.takeUnretainedValue() {
        let width = vector.pointee.width
        buffer.reserve(new * width, used: old * width)
        (buffer.base + old * width).initializeMemory(
          as: UInt8.self, repeating: 0, count: (new - old) * width)
        vector.pointee.values = buffer.base
      }
      if let buffer = vector.pointee.offsetBuffer?.takeUnretainedValue() {
        buffer.reserve((new + 1) * 4, used: (groups[group].count + 1) * 4)
        vector.pointee.positions = buffer.pointer(Int32.self)
      }
      let words = Bitmap.wordCount(new)
      if words > validCapacity[v] {
        let valid = UnsafeMutablePointer<UInt64>.allocate(capacity: words)
        valid.initialize(repeating: 0, count: words)
        valid.update(from: vector.pointee.valid, count: validCapacity[v])
        vector.pointee.valid.deallocate()
        vector.pointee.valid = valid
        validCapacity[v] = words
      }
    }
    groups[group].capacity = new
  }

  /// Makes row `row` of a vector NULL again, with everything below it.
  func reset(_ v: Int, row: Int) {
    let vector = vectors + v
    vector.pointee.valid[row >> 6] &= ~(1 << UInt64(row & 63))
    switch vector.pointee.kind {
    case .string, .bytes:
      vector.pointee.byteCount = Int(vector.pointee.positions[row])
    case .array, .map:
      truncate(Int(vector.pointee.elements), to: Int(vector.pointee.positions[row]))
    case .struct:
      for child in children[v] { reset(Int(child), row: row) }
    default:
      let width = vector.pointee.width
      (vector.pointee.values + row * width).initializeMemory(
        as: UInt8.self, repeating: 0, count: width)
    }
  }

  /// Drops the rows from `row` on, the one in progress included.
  func truncate(_ group: Int, to row: Int) {
    let last = min(groups[group].count, groups[group].capacity - 1)
    for i in 0..<groups[group].memberCount {
      let v = Int(groups[group].members[i])
      let vector = vectors + v
      for r in stride(from: row, through: last, by: 1) {
        vector.pointee.valid[r >> 6] &= ~(1 << UInt64(r & 63))
      }
      if vector.pointee.kind.isText {
        vector.pointee.byteCount = Int(vector.pointee.positions[row])
      } else if vector.pointee.kind.hasElements {
        truncate(Int(vector.pointee.elements), to: Int(vector.pointee.positions[row]))
      } else if vector.pointee.width > 0, last >= row {
        let width = vector.pointee.width
        (vector.pointee.values + row * width).initializeMemory(
          as: UInt8.self, repeating: 0, count: (last - row + 1) * width)
      }
    }
    groups[group].count = row
  }

  /// Hands the columns over.
  func finish() -> [Column] {
    for group in 0..<groupCount { lastElementCount[group] = groups[group].count }
    return roots.map { column(Int($0), rows: groups[0].count) }
  }

  private func column(_ v: Int, rows: Int) -> Column {
    let vector = vectors + v
    let childRows =
      vector.pointee.kind.hasElements ? groups[Int(vector.pointee.elements)].count : rows
    let column = Column(
      type: types[v], count: rows, validity: validity(vector.pointee.valid, rows: rows),
      values: vector.pointee.valueBuffer?.takeRetainedValue(),
      offsets: vector.pointee.offsetBuffer?.takeRetainedValue(),
      bytes: vector.pointee.byteBuffer?.takeRetainedValue(),
      children: children[v].map { self.column(Int($0), rows: childRows) })
    vector.pointee.valueBuffer = nil
    vector.pointee.offsetBuffer = nil
    vector.pointee.byteBuffer = nil
    return column
  }

  /// A bitmap of the valid rows; nil when all are.
  private func validity(_ words: UnsafeMutablePointer<UInt64>, rows: Int) -> Bitmap? {
    let full = rows >> 6
    let restMask: UInt64 = (1 << UInt64(rows & 63)) - 1
    var all = words[rows & 63 == 0 ? 0 : full] & restMask == restMask
    for i in 0..<full where words[i] != ~0 {
      all = false
      break
    }
    if all { return nil }
    let bitmap = Bitmap(count: rows, all: false)
    bitmap.words.update(from: words, count: Bitmap.wordCount(rows))
    return bitmap
  }
}

extension VectorTree {
  /// Closes the row in progress of a group.
  ///
  /// Safe because the group's vectors have room for it: `begin` and `grow` saw to it.
  @inline(__always) static func endRow(
    _ group: UnsafeMutablePointer<RowGroup>, _ vectors: UnsafeMutablePointer<VectorWriter>,
    _ groups: UnsafeMutablePointer<RowGroup>
  ) {
    let next = group.pointee.count &+ 1
    for i in 0..<group.pointee.offsetMemberCount {
      let vector = vectors + Int(group.pointee.offsetMembers[i])
      let position =
        vector.pointee.kind.isText
        ? vector.pointee.byteCount : groups[Int(vector.pointee.elements)].count
      vector.pointee.positions[next] = Int32(truncatingIfNeeded: position)
    }
    group.pointee.count = next
  }
}
