// Batches as they lie in the log, for who hands them on without looking inside: places in mapped
// segments, so that nothing is copied before it is clear how much is wanted.

package import Platform

/// Whole batches, back to back, in one mapped segment. Holding it keeps the bytes readable, also when
/// retention removes the segment meanwhile.
package struct EncodedStretch: Sendable {
  package let mapping: any FileMapping
  /// Positions in the mapping.
  package var range: Range<Int>

  package init(mapping: any FileMapping, range: Range<Int>) {
    self.mapping = mapping
    self.range = range
  }

  /// The bytes; valid for as long as the stretch is held.
  package var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: mapping.base + range.lowerBound, count: range.count)
  }
}

/// What a read of encoded batches found.
package struct EncodedRecords: Sendable {
  /// In order of offset; the first batch holds or follows the offset that was asked for.
  package var stretches: [EncodedStretch] = []
  /// Bytes in all stretches.
  package var byteCount = 0
  /// What a committed reader has to skip, by first offset.
  package var aborted: [AbortedTransaction] = []
  /// The partition's limits at the time of the read.
  package var offsets: PartitionOffsets
}
