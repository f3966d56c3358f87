// CRC-32C (Castagnoli), the checksum of a record batch. The work is done in C, because the
// instructions for it have no name in Swift.

import CIntrinsics

/// The checksum of Kafka's record batches.
package enum CRC32C {
  /// The checksum of `bytes`; pass the checksum of what went before to continue it.
  package static func checksum(
    _ bytes: UnsafeRawBufferPointer, after previous: UInt32 = 0
  )
    -> UInt32
  {
    guard let base = bytes.baseAddress else { return previous }
    return millrace_crc32c(previous, base.assumingMemoryBound(to: UInt8.self), bytes.count)
  }

  /// The same without the processor's instruction, as machines that lack it compute it.
  package static func tableChecksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    guard let base = bytes.baseAddress else { return 0 }
    return millrace_crc32c_table(0, base.assumingMemoryBound(to: UInt8.self), bytes.count)
  }
}
