// Access to parts of nested values: `array[i]`, `map['k']`, `struct -> field`. Each row is turned
// into the row of the child it means, or -1, and the child's rows are gathered.

package import Values

/// Subscripts and fields.
package enum AccessKernels {
  /// `array[index]`: 1-based, negative from the end; NULL outside. The index is INTEGER or BIGINT
  /// and is narrowed to 32 bits.
  package static func element(of array: Column, at index: Column) -> Column {
    let positions = array.positions
    return gather(array.children[0], count: array.count) { row in
      guard array.isValid(row), index.isValid(row) else { return -1 }
      let asked =
        index.type == .bigint ? Int32(truncatingIfNeeded: index.int64s[row]) : index.int32s[row]
      let count = positions[row + 1] - positions[row]
      if asked > 0 { return asked <= count ? positions[row] + asked - 1 : -1 }
      return asked < 0 && asked >= -count ? positions[row + 1] + asked : -1
    }
  }

  /// `map[key]`; NULL if the key is missing.
  package static func value(of map: Column, for key: Column) -> Column {
    let keys = map.children[0]
    guard case .string = key.type else {
      return gather(map.children[1], count: map.count) { row in
        guard map.isValid(row), key.isValid(row) else { return -1 }
        let found = map.elements(at: row).first { keys.equal($0, key, row) }
        return Int32(found ?? -1)
      }
    }
    let texts = TextVector(keys)
    let wanted = TextVector(key)
    let positions = map.positions
    return gather(map.children[1], count: map.count) { row in
      guard map.isValid(row), wanted.isValid(row) else { return -1 }
      for element in positions[row]..<positions[row + 1]
      where texts.isValid(Int(element)) && ByteScan.equal(texts[Int(element)], wanted[row]) {
        return element
      }
      return -1
    }
  }

  /// The field at `position` of the struct's type; NULL where the struct is NULL.
  package static func field(of structure: Column, at position: Int) -> Column {
    let child = structure.children[position]
    guard structure.validity != nil else { return child }
    return child.with(validity: Bitmap.intersection(child.validity, structure.validity))
  }

  @inline(__always)
  private static func gather(
    _ source: Column, count: Int, _ body: (Int) -> Int32
  ) -> Column {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: max(1, count)) { rows in
      for row in 0..<count { rows[row] = body(row) }
      guard let base = rows.baseAddress else { return source }
      return Gather.rows(of: source, base, count: count)
    }
  }
}
