// A 128-bit hash that stands for a key while a log is compacted: with 2^22 keys in the map, the
// chance that two of them ever meet is about 2^-85.

/// Stands for a record's key.
struct KeyHash: Hashable {
  var high: UInt64
  var low: UInt64

  /// Two multiply-and-fold lanes with different constants. Safe because wrapping multiplication is
  /// what mixes the bits, and bytes are loaded only inside the buffer.
  init(_ key: UnsafeRawBufferPointer) {
    var a: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(key.count)
    var b: UInt64 = 0xD1B5_4A32_D192_ED03 &+ UInt64(key.count)
    var position = 0
    while position < key.count {
      var word: UInt64 = 0
      let count = min(key.count - position, 8)
      for index in 0..<count { word |= UInt64(key[position + index]) << UInt64(index * 8) }
      a = Self.fold(a ^ word, 0xA076_1D64_78BD_642F)
      b = Self.fold(b &+ word, 0xE703_7ED1_A0B4_28DB) ^ word
      position += 8
    }
    high = Self.fold(a ^ 0x8EBC_6AF0_9C88_C6E3, b | 1)
    low = Self.fold(b ^ 0x5899_65CC_7537_4CC3, a | 1)
  }

  private static func fold(_ x: UInt64, _ y: UInt64) -> UInt64 {
    let product = x.multipliedFullWidth(by: y)
    return product.high ^ product.low
  }
}
