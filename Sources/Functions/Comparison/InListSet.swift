// A constant list of IN, prepared once per query: few numbers are compared one after the other
// (which vectorises), many of them and all texts go through a hash table.
//
// Safe because the table's slots hold indices of elements, which are bounds by construction.

package import Values

/// A set of constants of one type.
package struct InListSet: Sendable {
  private let elements: Column
  /// Indices into `elements`, open addressing; -1 = free.
  private let slots: [Int32]
  private let seed: UInt64 = 0

  /// Takes the values; NULLs are dropped.
  package init(_ values: [Value], type: SQLType) {
    elements = Column.of(values.filter { $0 != .null }, type: type)
    var size = 4
    while size < elements.count * 2 { size *= 2 }
    var slots = [Int32](repeating: -1, count: size)
    for index in 0..<elements.count {
      var slot = Int(truncatingIfNeeded: elements.hash(index)) & (size - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = Int32(index)
    }
    self.slots = slots
  }

  /// True where `value` is in the set; NULL is not. The column has the set's type.
  package func evaluate(_ value: Column) -> Column {
    let result = FixedVector.make(.boolean, value.count) { (out: UnsafeMutablePointer<UInt8>) in
      switch value.type {
      case .integer, .date, .time: numbers(value, Int32.self, out)
      case .bigint, .timestamp: numbers(value, Int64.self, out)
      case .string, .bytes: texts(value, out)
      default:
        for row in 0..<value.count { out[row] = contains(value, row) }
      }
    }
    let out = result.booleans
    FixedVector.forEachNull(value.validity, count: value.count) { out[$0] = 0 }
    return result
  }

  @inline(__always)
  private func numbers<T: FixedWidthInteger & BitwiseCopyable>(
    _ value: Column, _ type: T.Type, _ out: UnsafeMutablePointer<UInt8>
  ) {
    guard elements.count <= 16 else {
      for row in 0..<value.count { out[row] = contains(value, row) }
      return
    }
    let source = value.values.pointer(T.self)
    let wanted = elements.values.pointer(T.self)
    out.initialize(repeating: 0, count: value.count)
    for index in 0..<elements.count {
      let element = wanted[index]
      for row in 0..<value.count { out[row] |= source[row] == element ? 1 : 0 }
    }
  }

  private func texts(_ value: Column, _ out: UnsafeMutablePointer<UInt8>) {
    let rows = TextVector(value)
    let wanted = TextVector(elements)
    let mask = slots.count - 1
    slots.withUnsafeBufferPointer { slots in
      for row in 0..<value.count {
        let length = rows.count(row)
        let hash = ByteHash.hash(UnsafeRawPointer(rows.start(row)), count: length, seed: seed)
        var slot = Int(truncatingIfNeeded: hash) & mask
        var found: UInt8 = 0
        while slots[slot] >= 0 {
          let index = Int(slots[slot])
          if wanted.count(index) == length
            && ByteScan.equal(rows.start(row), wanted.start(index), count: length)
          {
            found = 1
            break
          }
          slot = (slot + 1) & mask
        }
        out[row] = found
      }
    }
  }

  private func contains(_ value: Column, _ row: Int) -> UInt8 {
    guard value.isValid(row) else { return 0 }
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: value.hash(row)) & mask
    while slots[slot] >= 0 {
      if elements.equal(Int(slots[slot]), value, row) { return 1 }
      slot = (slot + 1) & mask
    }
    return 0
  }
}
