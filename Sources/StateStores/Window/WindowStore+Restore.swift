// Rebuilding a window store from its changelog. Snapshots are in window order, so windows are
// sealed while they are loaded, and a day of windows never has to fit into memory.

extension WindowStore {
  /// Windows kept in memory behind the newest one while restoring.
  private static let restoredWindows: Int64 = 2

  package func restorePut(
    _ identity: UnsafeRawBufferPointer, _ image: UnsafeRawBufferPointer, _ upgrade: RowUpgrade?
  ) -> Bool {
    var source = ByteSource(identity)
    guard let start = source.time() else { return false }
    if start > restoredStart {
      restoredStart = start
      sealRestored()
    }
    let key = source.rest
    let state = table(of: window(at: start)).restoreRow(key, hash: StateTable.hash(key))
    return RowImage.read(image, upgrade, into: state, layout, arena: arena)
  }

  /// Seals what lies behind. A failure leaves windows in memory; the next turn tries again.
  private func sealRestored() {
    guard sealing != nil else { return }
    let (bound, overflow) = restoredStart.subtractingReportingOverflow(
      windowSize * WindowStore.restoredWindows)
    guard !overflow else { return }
    _ = try? seal(windowsBefore: bound, rowBudget: .max)
  }

  package func restoreDelete(_ identity: UnsafeRawBufferPointer) -> Bool { false }

  package func restoreDeleteRange(
    _ lower: UnsafeRawBufferPointer, _ upper: UnsafeRawBufferPointer
  ) -> Bool {
    var source = ByteSource(upper)
    guard let bound = source.time(), source.isAtEnd else { return false }
    dropWindows(before: bound)
    droppedBefore = nil
    return true
  }
}
