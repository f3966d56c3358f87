// A set of values that are rows of columns: equality is SQL's "same value" with NULL equal to NULL.
// Few values are compared one by one; beyond that a table of slots finds them by hash.

import Values

/// Distinct rows of columns of one type.
struct ElementSet {
  private static let walkMax = 8
  private var members: [(column: Int, row: Int32)] = []
  private let columns: [Column]
  /// Positions in `members` plus 1; 0 = free. Empty while the set is walked.
  private var slots: [Int32] = []

  /// A set of rows of these columns, which have the same type.
  init(_ columns: [Column]) { self.columns = columns }

  var count: Int { members.count }

  mutating func removeAll() {
    members.removeAll(keepingCapacity: true)
    slots.removeAll(keepingCapacity: true)
  }

  func contains(_ column: Int, _ row: Int) -> Bool {
    if slots.isEmpty { return members.contains { isEqual($0, column, row) } }
    return slots[slot(column, row)] != 0
  }

  /// Adds a row; false when an equal one is there.
  mutating func insert(_ column: Int, _ row: Int) -> Bool {
    if slots.isEmpty {
      if members.contains(where: { isEqual($0, column, row) }) { return false }
      members.append((column, Int32(truncatingIfNeeded: row)))
      if members.count > ElementSet.walkMax { rebuild(64) }
      return true
    }
    let place = slot(column, row)
    guard slots[place] == 0 else { return false }
    members.append((column, Int32(truncatingIfNeeded: row)))
    slots[place] = Int32(truncatingIfNeeded: members.count)
    if members.count * 2 > slots.count { rebuild(slots.count * 2) }
    return true
  }

  private func isEqual(_ member: (column: Int, row: Int32), _ column: Int, _ row: Int) -> Bool {
    columns[member.column].equal(Int(member.row), columns[column], row)
  }

  /// The slot that holds an equal row, or the free one where it belongs.
  private func slot(_ column: Int, _ row: Int) -> Int {
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: columns[column].hash(row)) & mask
    while slots[place] != 0 && !isEqual(members[Int(slots[place]) - 1], column, row) {
      place = (place + 1) & mask
    }
    return place
  }

  private mutating func rebuild(_ size: Int) {
    slots = Array(repeating: 0, count: size)
    for (i, member) in members.enumerated() {
      slots[slot(member.column, Int(member.row))] = Int32(truncatingIfNeeded: i + 1)
    }
  }
}
