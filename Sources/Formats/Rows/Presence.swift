// Null bytes, as bits.
//
// Safe because bitmaps are as long as the batch.

import Values

enum Presence {
  /// Which slices are not null; nil = all.
  static func of(_ slices: UnsafeBufferPointer<ByteSlice>) -> Bitmap? {
    var bitmap: Bitmap?
    for row in 0..<slices.count where slices[row].count < 0 {
      if bitmap == nil { bitmap = Bitmap(count: slices.count, all: true) }
      bitmap?[row] = false
    }
    return bitmap
  }

  @inline(__always) static func isSet(_ words: UnsafePointer<UInt64>, _ row: Int) -> Bool {
    words[row >> 6] & (1 << UInt64(truncatingIfNeeded: row & 63)) != 0
  }

  @inline(__always) static func isSet(
    _ words: UnsafeMutablePointer<UInt64>, _ row: Int
  ) -> Bool {
    isSet(UnsafePointer(words), row)
  }
}
