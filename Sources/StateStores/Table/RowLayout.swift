// What a row of state looks like to its store: so many bytes, some of which are blobs. What the
// bytes mean is the operator's affair; `description` is its name for that meaning and goes to the
// changelog, so that rows written by an older version of a query can be told from newer ones.

import Values

/// The shape of the rows of one store.
package struct RowLayout: Hashable, Sendable {
  /// Bytes of a row, a multiple of 8. A new row is all zeros.
  package let rowBytes: Int
  /// Where the 16-byte `Blob`s lie inside the row, rising, each a multiple of 8.
  package let blobOffsets: [Int]
  /// The operator's description of the fields; two layouts with equal descriptions are one.
  package let description: [UInt8]

  package init(rowBytes: Int, blobOffsets: [Int] = [], description: [UInt8] = []) {
    precondition(rowBytes >= 0 && rowBytes % 8 == 0, "rows are made of 8-byte words")
    precondition(
      blobOffsets.allSatisfy { $0 % 8 == 0 && $0 >= 0 && $0 + 16 <= rowBytes },
      "blobs lie inside the row")
    self.rowBytes = rowBytes
    self.blobOffsets = blobOffsets
    self.description = description
  }

  /// Gives the blobs of a row back to their arena.
  func releaseBlobs(of state: UnsafeMutableRawPointer, to arena: BlobArena) {
    for offset in blobOffsets {
      arena.release((state + offset).assumingMemoryBound(to: Blob.self))
    }
  }
}
