// Tumbling and hopping windows: which windows a time falls into, and when they close.

import Plan

/// Windows of `size` milliseconds, one beginning at every multiple of `advance`.
struct TimeWindows {
  let size: Int64
  let advance: Int64
  let grace: Int64

  /// The windows of a time at or after zero: starts from `first` to `last`, `advance` apart. Windows
  /// that would begin before zero are left out.
  @inline(__always)
  func starts(of time: Int64) -> (first: Int64, last: Int64) {
    let last = time - time % advance
    let below = time - size
    guard below >= 0 else { return (0, last) }
    return (below - below % advance + advance, last)
  }

  /// Rows of windows that end at or before this time are late.
  @inline(__always)
  func closeTime(_ streamTime: Int64) -> Int64 { streamTime - grace }

  /// The last window that is closed at a close time; below zero when none is.
  @inline(__always)
  func lastClosedStart(_ closeTime: Int64) -> Int64 {
    let latest = closeTime - size
    return latest < 0 ? -1 : latest - latest % advance
  }
}
