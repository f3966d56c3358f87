// Rows that wait for a match, earliest first: a binary heap. Rows come mostly in the order of time,
// which makes adding one cheap.

/// A heap of rows by time, then by when they were appended.
struct JoinHeap {
  private struct Entry {
    let timestamp: Int64
    let sequence: UInt64
    let row: JoinRow

    func precedes(_ other: Entry) -> Bool {
      timestamp != other.timestamp ? timestamp < other.timestamp : sequence < other.sequence
    }
  }

  private var entries: [Entry] = []

  var byteCount: Int { entries.capacity * MemoryLayout<Entry>.stride }
  var earliest: JoinRow? { entries.first?.row }

  mutating func push(_ row: JoinRow) {
    let entry = Entry(timestamp: row.timestamp, sequence: row.sequence, row: row)
    var place = entries.count
    entries.append(entry)
    while place > 0, entry.precedes(entries[(place - 1) / 2]) {
      entries[place] = entries[(place - 1) / 2]
      place = (place - 1) / 2
    }
    entries[place] = entry
  }

  /// Removes the earliest row.
  mutating func pop() {
    guard let last = entries.popLast(), !entries.isEmpty else { return }
    var place = 0
    while true {
      var child = 2 * place + 1
      guard child < entries.count else { break }
      if child + 1 < entries.count, entries[child + 1].precedes(entries[child]) { child += 1 }
      guard entries[child].precedes(last) else { break }
      entries[place] = entries[child]
      place = child
    }
    entries[place] = last
  }

  /// Forgets the rows before a time.
  mutating func drop(before bound: Int64) {
    while let first = entries.first, first.timestamp < bound { pop() }
  }
}
