// One window of a window store: a table that takes changes, over layers that do not change any
// more. A row in the table hides the same key's rows in the layers, a newer layer an older one.

/// The state of one window.
final class Window {
  let start: Int64
  /// Takes changes; absent until the first one.
  var table: StateTable?
  /// Frozen rows, newest first.
  var layers: [WindowLayer] = []
  /// Whether the window is in the store's list of changed windows.
  var isListed = false
  /// Whether the window was dropped; a seal job that runs for it ends in nothing.
  var isDropped = false

  init(start: Int64) { self.start = start }
}

/// Rows of a window that do not change any more.
enum WindowLayer {
  /// Waiting to be written, or being written.
  case memory(StateTable)
  case file(SealedSection)
}
