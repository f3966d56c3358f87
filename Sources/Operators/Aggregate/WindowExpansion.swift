// From rows to (row, window) pairs: every row goes into each open window that covers its time.
// Stream time moves row by row, so that what is late does not depend on the size of batches.

import Values

/// The pairs of a batch, and what stream time did on the way.
///
/// Safe because one operator owns it and reserves before it writes.
final class WindowExpansion {
  private(set) var rows: UnsafeMutablePointer<Int32>
  private(set) var starts: UnsafeMutablePointer<Int64>
  private(set) var count = 0
  /// Rows that found a window closed.
  private(set) var lateRows = 0
  /// Moments at which windows closed, in order.
  private(set) var closings: [Closing] = []
  private var capacity = 64

  /// The highest time of any row so far.
  var streamTime = Int64.min
  /// The start of the newest window that took a row.
  var newestStart: Int64 = -1
  /// Windows up to this start were closed when the last closing was noted.
  var closedStart: Int64 = -1

  /// Windows that close with one row.
  struct Closing {
    /// The last start that is closed now.
    let lastStart: Int64
    /// The newest window at that moment.
    let newestStart: Int64
  }

  init() {
    rows = .allocate(capacity: capacity)
    starts = .allocate(capacity: capacity)
  }

  deinit {
    rows.deallocate()
    starts.deallocate()
  }

  /// Expands rows in order.
  func expand(
    _ input: UnsafePointer<Int32>, _ inputCount: Int, _ times: UnsafePointer<Int64>,
    _ windows: TimeWindows
  ) {
    count = 0
    lateRows = 0
    closings.removeAll(keepingCapacity: true)
    let perRow = Int((windows.size - 1) / windows.advance) + 1
    for i in 0..<inputCount {
      reserve(perRow)
      let row = input[i]
      let time = times[Int(row)]
      streamTime = max(streamTime, time)
      let close = windows.closeTime(streamTime)
      var (start, last) = windows.starts(of: time)
      var isLate = false
      while start <= last {
        if start + windows.size > close {
          rows[count] = row
          starts[count] = start
          count += 1
          newestStart = max(newestStart, start)
        } else {
          isLate = true
        }
        start += windows.advance
      }
      if isLate { lateRows += 1 }
      let closed = windows.lastClosedStart(close)
      if closed > closedStart {
        closedStart = closed
        closings.append(Closing(lastStart: closed, newestStart: newestStart))
      }
    }
  }

  private func reserve(_ more: Int) {
    guard count + more > capacity else { return }
    capacity = max(capacity * 2, count + more)
    let (newRows, newStarts) = (
      UnsafeMutablePointer<Int32>.allocate(capacity: capacity),
      UnsafeMutablePointer<Int64>.allocate(capacity: capacity)
    )
    newRows.update(from: rows, count: count)
    newStarts.update(from: starts, count: count)
    rows.deallocate()
    starts.deallocate()
    rows = newRows
    starts = newStarts
  }
}
