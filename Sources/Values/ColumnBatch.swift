// The unit of work of the operators: some thousand rows as columns. One row is one change.
//
// A row of a stream has a value or none (a null record value). A row of a table is an upsert, or,
// without a value, the delete of its key. Where the planner asked for it, a second set of columns
// holds the value that the change replaces.
//
// Expressions are evaluated over all rows; `selection` says which of them are still in the game.

/// The rows of a batch that passed the filters so far, as rising row numbers.
///
/// Safe because it is written only by whoever made it, before a batch holds it.
package final class Selection: @unchecked Sendable {
  package let rows: UnsafeMutablePointer<Int32>
  package var count: Int

  package init(capacity: Int) {
    rows = .allocate(capacity: max(1, capacity))
    count = 0
  }

  deinit { rows.deallocate() }
}

/// The values that the rows of a table batch replace.
package struct OldValues: Sendable {
  /// One for each column of the batch, keys included.
  package let columns: [Column]
  /// Set bit = the key had a row before; nil = all had.
  package let present: Bitmap?

  package init(columns: [Column], present: Bitmap?) {
    self.columns = columns
    self.present = present
  }
}

/// The window that each row's key belongs to, as milliseconds since the epoch.
package struct WindowBounds: Sendable {
  package let starts: Column
  package let ends: Column

  package init(starts: Column, ends: Column) {
    self.starts = starts
    self.ends = ends
  }
}

/// Some thousand rows as columns.
package struct ColumnBatch: Sendable {
  package var count: Int
  /// In the order of the edge's schema: key columns, value columns, then pseudo columns.
  package var columns: [Column]
  /// Event time of each row (BIGINT, never NULL).
  package var timestamps: Column
  /// Set bit = the record has a value; nil = all have. A row without one is a null record of a
  /// stream or the delete of a table.
  package var present: Bitmap?
  package var old: OldValues?
  package var windows: WindowBounds?
  /// ARRAY<STRUCT<key STRING, value BYTES>>, when any record of the batch had headers.
  package var headers: Column?
  /// INTEGER: the row of the source's batch that each row came from, where the task asked for it.
  package var origins: Column?
  /// Rows still in the game; nil = all.
  package var selection: Selection?

  package init(
    count: Int, columns: [Column], timestamps: Column, present: Bitmap? = nil,
    old: OldValues? = nil, windows: WindowBounds? = nil, headers: Column? = nil,
    origins: Column? = nil, selection: Selection? = nil
  ) {
    self.count = count
    self.columns = columns
    self.timestamps = timestamps
    self.present = present
    self.old = old
    self.windows = windows
    self.headers = headers
    self.origins = origins
    self.selection = selection
  }

  /// Rows still in the game.
  package var selectedCount: Int { selection?.count ?? count }

  /// Calls `body` with each selected row number, in order.
  @inlinable @inline(__always)
  package func forEachRow(_ body: (Int) -> Void) {
    if let selection {
      for i in 0..<selection.count { body(Int(selection.rows[i])) }
    } else {
      for row in 0..<count { body(row) }
    }
  }
}
