// The walk of an encoder over a batch.
//
// Safe because selection, bitmaps and offsets are as long as the batch says.

/// The rows that an encoder walks: which row is the next entry, and whether it has bytes.
struct EncodedRowLoop {
  let count: Int
  let selected: UnsafeMutablePointer<Int32>?
  let valid: UnsafeMutablePointer<UInt64>?
  let present: UnsafeMutablePointer<UInt64>?
  /// Ends of the entries, behind the leading 0.
  let positions: UnsafeMutablePointer<Int32>

  @inline(__always) func row(_ entry: Int) -> Int { selected.map { Int($0[entry]) } ?? entry }

  @inline(__always) func isPresent(_ row: Int) -> Bool {
    if let valid, !Presence.isSet(valid, row) { return false }
    if let present, !Presence.isSet(present, row) { return false }
    return true
  }
}
