// The hash of the state tables: multiply-and-fold over 8-byte words (the wyhash family). Fast on
// short keys; not for untrusted keys that must resist flooding, hence a seed per process.

package enum ByteHash {
  /// Hashes `count` bytes.
  @inlinable @inline(__always)
  package static func hash(
    _ bytes: UnsafeRawPointer, count: Int, seed: UInt64
  ) -> UInt64 {
    var state = seed ^ (UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15)
    var p = bytes
    var rest = count
    while rest > 16 {
      let a = p.loadUnaligned(as: UInt64.self)
      let b = (p + 8).loadUnaligned(as: UInt64.self)
      state = fold(a ^ 0xA076_1D64_78BD_642F, b ^ state)
      p += 16
      rest -= 16
    }
    var a: UInt64 = 0
    var b: UInt64 = 0
    if rest >= 8 {
      a = p.loadUnaligned(as: UInt64.self)
      b = (p + (rest - 8)).loadUnaligned(as: UInt64.self)
    } else if rest >= 4 {
      a = UInt64(p.loadUnaligned(as: UInt32.self))
      b = UInt64((p + (rest - 4)).loadUnaligned(as: UInt32.self))
    } else if rest > 0 {
      a =
        UInt64(p.load(as: UInt8.self)) << 16
        | UInt64((p + (rest >> 1)).load(as: UInt8.self)) << 8
        | UInt64((p + (rest - 1)).load(as: UInt8.self))
    }
    return fold(a ^ 0xE703_7ED1_A0B4_28DB, b ^ state)
  }

  @inlinable @inline(__always)
  package static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }
}
