// The rows of a pull or push query on their way to whoever asked. A bounded queue of batches: the
// query's task asks for room before it goes on, the reader waits for the next batch, either
// blocking a thread (shell) or suspending a Swift task (HTTP).

import Platform
package import Values

/// A column of a result.
package struct ResultColumn: Sendable {
  package let name: String
  package let type: SQLType
  package let isKey: Bool

  package init(name: String, type: SQLType, isKey: Bool) {
    self.name = name
    self.type = type
    self.isKey = isKey
  }
}

/// Some rows of a result.
package struct ResultRows: Sendable {
  package let columns: [Column]
  package let count: Int
  /// Set bit = the row of a table was deleted: only its key columns have values.
  package let tombstones: Bitmap?

  package init(columns: [Column], count: Int, tombstones: Bitmap?) {
    self.columns = columns
    self.count = count
    self.tombstones = tombstones
  }
}

/// How a result ended.
package enum QueryEnd: Sendable {
  /// A pull query that gave all its rows.
  case complete
  case limitReached
  /// The query was closed, terminated, or its source went away.
  case closed
  case failed(DatabaseError)
}

/// The rows of one pull or push query.
///
/// Safe because all state is touched only while holding the monitor.
package final class QueryStream: @unchecked Sendable {
  package let queryID: String
  package let columns: [ResultColumn]
  /// A push query: goes on until it is closed or its LIMIT is reached.
  package let isPush: Bool

  /// Batches that may wait for the reader; a writer that finds no room stops until there is some.
  package static let capacity = 16

  private let monitor = Monitor()
  private var batches: [ResultRows] = []
  private var end: QueryEnd?
  private var waiters: [CheckedContinuation<Void, Never>] = []
  private var onRoom: (@Sendable () -> Void)?
  private var onClose: (@Sendable () -> Void)?

  package init(queryID: String, columns: [ResultColumn], isPush: Bool) {
    self.queryID = queryID
    self.columns = columns
    self.isPush = isPush
  }

  /// A result that is complete already.
  package convenience init(queryID: String, columns: [ResultColumn], rows: [ResultRows]) {
    self.init(queryID: queryID, columns: columns, isPush: false)
    batches = rows
    end = .complete
  }

  // MARK: - Reading

  /// What a reader gets next.
  package enum Element: Sendable {
    case rows(ResultRows)
    case end(QueryEnd)
  }

  /// The next rows, or the end; suspends until there is something.
  package func next() async -> Element {
    while true {
      if let element = take() { return element }
      await withCheckedContinuation { continuation in
        let ready = monitor.withLock {
          if !batches.isEmpty || end != nil { return true }
          waiters.append(continuation)
          return false
        }
        if ready { continuation.resume() }
      }
    }
  }

  /// The next rows, or the end; blocks the thread. Nil after `milliseconds` without either.
  package func waitNext(milliseconds: Int64? = nil) -> Element? {
    monitor.withLock {
      if batches.isEmpty && end == nil { monitor.wait(milliseconds: milliseconds) }
    }
    return take()
  }

  /// The next rows, or the end, if one is there already.
  package func take() -> Element? {
    var room: (@Sendable () -> Void)?
    let element: Element? = monitor.withLock {
      if !batches.isEmpty {
        if batches.count == QueryStream.capacity { room = onRoom }
        return .rows(batches.removeFirst())
      }
      return end.map { .end($0) }
    }
    room?()
    return element
  }

  /// The reader wants no more: the query behind the stream is ended.
  package func close() {
    let action = monitor.withLock {
      let action = end == nil ? onClose : nil
      if end == nil { end = .closed }
      batches.removeAll()
      return action
    }
    wakeReaders()
    action?()
  }

  // MARK: - Writing

  /// Whether the reader has fallen behind as far as it may.
  package var isFull: Bool { monitor.withLock { batches.count >= QueryStream.capacity } }

  package var hasEnded: Bool { monitor.withLock { end != nil } }

  /// Called when a full stream has room again.
  package func whenRoom(_ action: @escaping @Sendable () -> Void) {
    monitor.withLock { onRoom = action }
  }

  /// Called once when the reader closes the stream before its end.
  package func whenClosed(_ action: @escaping @Sendable () -> Void) {
    monitor.withLock { onClose = action }
  }

  /// Adds rows; after the end they are dropped.
  package func write(_ rows: ResultRows) {
    guard rows.count > 0 else { return }
    monitor.withLock { if end == nil { batches.append(rows) } }
    wakeReaders()
  }

  /// Ends the result; what was written stays readable. The first end counts.
  package func finish(_ how: QueryEnd) {
    monitor.withLock { if end == nil { end = how } }
    wakeReaders()
  }

  private func wakeReaders() {
    let waiting = monitor.withLock {
      monitor.wakeAll()
      defer { waiters.removeAll() }
      return waiters
    }
    for waiter in waiting { waiter.resume() }
  }
}
