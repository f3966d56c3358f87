// The hash by which Kafka's Java clients choose the partition of a key. Sinks use it, so that
// topics written here are co-partitioned with topics written there.

/// Kafka's default partitioner for records with a key.
package enum Murmur2 {
  /// The 32-bit murmur2 hash with Kafka's seed.
  // Safe because murmur2 is defined modulo 2^32: every wrapping operator is meant.
  package static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    let m: UInt32 = 0x5BD1_E995
    var h: UInt32 = 0x9747_B28C ^ UInt32(truncatingIfNeeded: bytes.count)
    var position = 0
    while position + 4 <= bytes.count {
      var k = UInt32(
        littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self))
      k = k &* m
      k ^= k >> 24
      k = k &* m
      h = h &* m
      h ^= k
      position += 4
    }
    let rest = bytes.count - position
    if rest >= 3 { h ^= UInt32(bytes[position + 2]) << 16 }
    if rest >= 2 { h ^= UInt32(bytes[position + 1]) << 8 }
    if rest >= 1 {
      h ^= UInt32(bytes[position])
      h = h &* m
    }
    h ^= h >> 13
    h = h &* m
    h ^= h >> 15
    return h
  }

  /// The partition of a key among `count` partitions.
  package static func partition(of key: UnsafeRawBufferPointer, count: Int) -> Int {
    Int(hash(key) & 0x7FFF_FFFF) % count
  }
}
