// One changelog partition and the stores that write to it. A commit is three steps of its owner:
//
//   prepare        the changed rows of all stores as records, for the task's transaction
//   (the log commits the transaction)
//   didCommit      the stores forget their lists of changes
//
// When the transaction fails, `prepare` may be called again: nothing was forgotten.

package import SegmentLog

/// The changelog of the stores of one task. Used by one thread at a time.
package final class Changelog {
  package let partition: TopicPartition
  package let stores: [any StateStore]
  private let builder = RecordBatchBuilder()
  var layouts = LayoutTable()
  /// What each store writes with, in the order of `stores`.
  private var entries: [LayoutEntry]?
  private var newEntries: [LayoutEntry] = []
  /// Layouts met while restoring, and who reads their rows.
  var resolved: [UInt16: RestoreTarget] = [:]
  var lastResolved: (id: UInt16, target: RestoreTarget)?
  /// How rows of an older layout of a store are read; nil refuses them.
  let upgrade: (_ storeName: String, _ old: RowLayout) -> RowUpgrade?

  /// Stores write in the order in which they are given; their names differ.
  package init(
    partition: TopicPartition, stores: [any StateStore],
    upgrade: @escaping (_ storeName: String, _ old: RowLayout) -> RowUpgrade? = { _, _ in nil }
  ) {
    precondition(
      Set(stores.map(\.storeName)).count == stores.count, "store names differ in one changelog")
    self.partition = partition
    self.stores = stores
    self.upgrade = upgrade
  }

  /// Whether a commit has something to write.
  package var hasChanges: Bool { stores.contains { $0.hasChanges } }

  /// Bytes of memory of all stores.
  package var byteCount: Int { stores.reduce(0) { $0 + $1.byteCount } }

  /// The changes since the last commit as records; nil when there are none. The records are good
  /// until the next call.
  package func prepare(timestamp: Int64) throws(StoreError) -> PartitionRecords? {
    for store in stores { if let failure = store.failure { throw failure } }
    guard hasChanges else { return nil }
    builder.reset()
    let entries = assignLayouts()
    let writer = ChangelogWriter(builder: builder, timestamp: timestamp)
    for entry in newEntries { writer.putLayout(entry.id, entry.encoded()) }
    for (store, entry) in zip(stores, entries) where store.hasChanges {
      writer.begin(store: entry.store, layout: entry.id)
      store.writeChanges(to: writer)
    }
    writer.flush()
    return PartitionRecords(partition, builder)
  }

  /// The transaction with the prepared records is committed.
  package func didCommit() {
    newEntries.removeAll()
    for store in stores { store.markClean() }
  }

  private func assignLayouts() -> [LayoutEntry] {
    if let entries { return entries }
    var assigned: [LayoutEntry] = []
    for store in stores {
      let (entry, isNew) = layouts.entry(for: store)
      assigned.append(entry)
      if isNew { newEntries.append(entry) }
    }
    entries = assigned
    return assigned
  }
}
