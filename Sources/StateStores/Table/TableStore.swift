// A state table with a name and a changelog: the store of aggregates without a window and of
// materialized tables. The identity of a row is its key.

import Values

/// A key-value store. Read and write through `table`.
package final class TableStore: StateStore {
  package let storeName: String
  package let table: StateTable

  package var kind: StoreKind { .table }
  package var layout: RowLayout { table.layout }
  package var byteCount: Int { table.byteCount }
  package var hasChanges: Bool { !table.dirty.isEmpty }

  /// `keyWidth` is the width of all keys, nil when they vary.
  package init(storeName: String, layout: RowLayout, keyWidth: Int?) {
    self.storeName = storeName
    table = StateTable(layout: layout, keyWidth: keyWidth)
  }

  package func writeChanges(to writer: ChangelogWriter) {
    table.dirty.forEachRemoved { key in writer.delete { $0.append(key) } }
    table.forEachChangedRow { key, state in
      writer.put(
        identity: { $0.append(key) }, image: { RowImage.write(state, table.layout, to: $0) })
    }
  }

  package func markClean() { table.markClean() }

  package func restorePut(
    _ identity: UnsafeRawBufferPointer, _ image: UnsafeRawBufferPointer, _ upgrade: RowUpgrade?
  ) -> Bool {
    let state = table.restoreRow(identity, hash: StateTable.hash(identity))
    return RowImage.read(image, upgrade, into: state, layout, arena: table.arena)
  }

  package func restoreDelete(_ identity: UnsafeRawBufferPointer) -> Bool {
    table.restoreRemoval(identity)
    return true
  }

  package func restoreDeleteRange(
    _ lower: UnsafeRawBufferPointer, _ upper: UnsafeRawBufferPointer
  ) -> Bool { false }
}
