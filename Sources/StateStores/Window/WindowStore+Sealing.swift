// Moving windows out of memory. A table is frozen when it has no changes that a commit still has
// to write; then its rows are copied to the current file, a slice at each call.

import Platform

extension WindowStore {
  /// Small tables of late rows over sealed windows stay in memory.
  private static let overrideRowsMin = 256
  /// A window with so many layers takes late rows in memory only: every layer costs a look-up.
  private static let layersMax = 8

  /// Works on sealing the windows that begin before `bound`, for about `rowBudget` rows; call it
  /// once a turn, best right after a commit. Gives the number of windows that it finished. After an
  /// error the windows are still there, in memory.
  @discardableResult
  package func seal(windowsBefore bound: Int64, rowBudget: Int = 16_384) throws(StoreError) -> Int {
    guard let sealing else { return 0 }
    var finished = 0
    var budget = rowBudget
    while budget > 0, freezeNext(before: bound), let (window, table) = frozen {
      if job == nil { try beginJob(window, table, sealing) }
      let section: SealedSection?
      do throws(StoreError) { section = try job?.advance(rowBudget: budget) } catch {
        cancelJob()
        throw error
      }
      budget -= max(1, min(budget, table.numberedRows))
      guard let section else { break }
      finish(window, table, section)
      finished += 1
    }
    return finished
  }

  /// Makes sure that there is a frozen table; false when no window is ready.
  private func freezeNext(before bound: Int64) -> Bool {
    if frozen != nil { return true }
    var next: Window?
    for window in inMemory
    where window.start < bound && !window.isListed && window.start < (next?.start ?? .max) {
      let count = window.table?.count ?? 0
      if window.layers.isEmpty
        || count >= WindowStore.overrideRowsMin && window.layers.count < WindowStore.layersMax
      {
        next = window
      }
    }
    guard let window = next, let table = window.table else { return false }
    window.table = nil
    inMemory.removeAll { $0 === window }
    window.layers.insert(.memory(table), at: 0)
    frozen = (window, table)
    return true
  }

  private func beginJob(
    _ window: Window, _ table: StateTable, _ sealing: WindowSealing
  ) throws(StoreError) {
    let current: SealedFile
    if let file, file.size < sealing.fileBytesMax {
      current = file
    } else {
      do { try sealing.fileSystem.createDirectory(sealing.directory) } catch {
        throw StoreError(error)
      }
      current = try SealedFile("\(sealing.directory)/\(fileCount).windows", in: sealing.fileSystem)
      fileCount += 1
      file = current
    }
    job = SealJob(window, table, to: current)
  }

  private func finish(_ window: Window, _ table: StateTable, _ section: SealedSection) {
    job = nil
    frozen = nil
    for (index, layer) in window.layers.enumerated() {
      if case .memory(let frozen) = layer, frozen === table {
        window.layers[index] = .file(section)
      }
    }
    table.removeAllRows()
  }

  func cancelJob() {
    job?.cancel()
    job = nil
  }
}
