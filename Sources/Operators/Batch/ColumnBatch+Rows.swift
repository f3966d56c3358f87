// Batches cut and compacted by row numbers.

package import Values

extension ColumnBatch {
  /// The rows `rows[0..<rowCount]`, in that order, with nothing deselected.
  package func gathered(_ rows: UnsafePointer<Int32>, _ rowCount: Int) -> ColumnBatch {
    ColumnBatch(
      count: rowCount,
      columns: columns.map { $0.gathered(rows, rowCount) },
      timestamps: timestamps.gathered(rows, rowCount),
      present: present?.gathered(rows, rowCount),
      old: old.map { old in
        OldValues(
          columns: old.columns.map { $0.gathered(rows, rowCount) },
          present: old.present?.gathered(rows, rowCount))
      },
      windows: windows.map { bounds in
        WindowBounds(
          starts: bounds.starts.gathered(rows, rowCount),
          ends: bounds.ends.gathered(rows, rowCount))
      },
      headers: headers?.gathered(rows, rowCount),
      origins: origins?.gathered(rows, rowCount))
  }

  /// Only the selected rows.
  package func compacted() -> ColumnBatch {
    guard let selection else { return self }
    return gathered(selection.rows, selection.count)
  }

  /// A batch with few selected rows is compacted, so that what follows does not compute in vain;
  /// one with many keeps its selection, since copying it would cost more.
  package func compactedIfSparse() -> ColumnBatch {
    guard let selection, selection.count * 2 < count else { return self }
    return gathered(selection.rows, selection.count)
  }

  /// The selected rows number `range.lowerBound` up to `range.upperBound`, counted among the
  /// selected ones.
  package func slice(selected range: Range<Int>) -> ColumnBatch {
    if range.lowerBound == 0 && range.upperBound == selectedCount { return self }
    if let selection { return gathered(selection.rows + range.lowerBound, range.count) }
    let taken = Selection(capacity: range.count)
    for row in range { taken.append(Int32(truncatingIfNeeded: row)) }
    return gathered(taken.rows, taken.count)
  }

  /// Set bit = the row is selected; nil = all are.
  package var selectedRows: Bitmap? {
    guard let selection else { return nil }
    let bits = Bitmap(count: count, all: false)
    for i in 0..<selection.count { bits[Int(selection.rows[i])] = true }
    return bits
  }

  /// Selects, among the selected rows, those set in `bits`.
  package mutating func select(_ bits: Bitmap) {
    let kept = Selection(capacity: selectedCount)
    forEachRow { row in
      kept.rows[kept.count] = Int32(truncatingIfNeeded: row)
      kept.count += bits[row] ? 1 : 0
    }
    if kept.count < count { selection = kept }
  }

  /// Selects the rows that have a value.
  package mutating func selectPresent() {
    if let present { select(present) }
  }

  @inline(__always) package func isPresent(_ row: Int) -> Bool { present.map { $0[row] } ?? true }
}

extension Selection {
  @inline(__always) func append(_ row: Int32) {
    rows[count] = row
    count += 1
  }
}
