// What a changelog needs of a store. A row is known in the changelog by its identity: bytes that
// begin with what the store drops by (window start, session end, timestamp) and order like it, so
// that dropping is one deletion of a range.

/// What kind of store wrote a row; part of the layout table.
package enum StoreKind: UInt8, Sendable {
  case table = 1
  case window = 2
  case session = 3
  case join = 4
  case subscription = 5
}

/// A store whose changes go to a changelog. Owned by one task.
package protocol StateStore: AnyObject {
  /// Unique within its changelog.
  var storeName: String { get }
  var kind: StoreKind { get }
  var layout: RowLayout { get }
  /// Bytes of memory.
  var byteCount: Int { get }
  /// Whether a commit has something to write.
  var hasChanges: Bool { get }
  /// Set when the store lost something that it cannot do without; nothing may be committed then.
  var failure: StoreError? { get }

  /// Writes what changed since the last commit. May be called again when the commit fails.
  func writeChanges(to writer: ChangelogWriter)
  /// The changes are in the log.
  func markClean()

  /// Takes a row from the changelog. `image` is what `RowImage` wrote, or, where `upgrade` is
  /// given, wrote for an older layout. False when the bytes are not a row of this store.
  func restorePut(
    _ identity: UnsafeRawBufferPointer, _ image: UnsafeRawBufferPointer, _ upgrade: RowUpgrade?
  ) -> Bool
  /// Takes a removal from the changelog. False when the bytes are no identity of this store.
  func restoreDelete(_ identity: UnsafeRawBufferPointer) -> Bool
  /// Takes a deletion of identities in `lower ..< upper`.
  func restoreDeleteRange(
    _ lower: UnsafeRawBufferPointer, _ upper: UnsafeRawBufferPointer
  ) -> Bool
  /// Restoring is over.
  func endRestore()
}

extension StateStore {
  package var failure: StoreError? { nil }
  package func endRestore() {}
}
