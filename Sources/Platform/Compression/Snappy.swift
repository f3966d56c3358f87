// snappy, in the two forms that Kafka clients write: one raw block (librdkafka), or the framing of
// the xerial library: 8 bytes of magic, version and minimum version as big-endian 32-bit numbers,
// then blocks, each behind its length as a big-endian 32-bit number. We write the framed form, which
// every client reads.

import CCodecs

/// The snappy codec.
enum Snappy {
  static let magic: [UInt8] = [0x82, 0x53, 0x4E, 0x41, 0x50, 0x50, 0x59, 0x00]
  private static let headerBytes = 16
  private static let blockBytes = 32_768

  static func decompress(
    _ input: UnsafeRawBufferPointer, into output: GrowableBytes, limit: Int
  ) throws(CompressionError) {
    guard input.count >= headerBytes, input.prefix(8).elementsEqual(magic) else {
      return try block(input, into: output, limit: limit, from: output.count)
    }
    let start = output.count
    var position = headerBytes
    while position < input.count {
      guard input.count - position >= 4 else { throw .corrupt(.snappy) }
      let length = Int(
        UInt32(bigEndian: input.loadUnaligned(fromByteOffset: position, as: UInt32.self)))
      position += 4
      guard length <= input.count - position else { throw .corrupt(.snappy) }
      try block(
        UnsafeRawBufferPointer(rebasing: input[position..<position + length]), into: output,
        limit: limit, from: start)
      position += length
    }
  }

  /// Decodes one raw block. The length it claims is believed only within the limit and within what
  /// the format can reach: 3 bytes make at most 64.
  private static func block(
    _ input: UnsafeRawBufferPointer, into output: GrowableBytes, limit: Int, from start: Int
  ) throws(CompressionError) {
    let bytes = input.baseAddress?.assumingMemoryBound(to: CChar.self)
    var length = 0
    guard let bytes, snappy_uncompressed_length(bytes, input.count, &length) == SNAPPY_OK,
      length <= input.count * 64
    else { throw .corrupt(.snappy) }
    guard output.count - start + length <= limit else { throw .tooLarge(.snappy, limit: limit) }
    output.reserve(length)
    let target = (output.base + output.count).assumingMemoryBound(to: CChar.self)
    guard snappy_uncompress(bytes, input.count, target, &length) == SNAPPY_OK else {
      throw .corrupt(.snappy)
    }
    output.count += length
  }

  static func compress(
    _ input: UnsafeRawBufferPointer, into output: GrowableBytes
  )
    throws(CompressionError)
  {
    let header: [UInt8] = magic + [0, 0, 0, 1, 0, 0, 0, 1]
    header.withUnsafeBytes { output.append($0) }
    var position = 0
    while position < input.count {
      let count = min(blockBytes, input.count - position)
      var length = snappy_max_compressed_length(count)
      output.reserve(length + 4)
      let target = output.base + output.count
      let source = input.baseAddress!.assumingMemoryBound(to: CChar.self) + position
      let bytes = (target + 4).assumingMemoryBound(to: CChar.self)
      guard snappy_compress(source, count, bytes, &length) == SNAPPY_OK else {
        throw .corrupt(.snappy)
      }
      target.storeBytes(of: UInt32(length).bigEndian, as: UInt32.self)
      output.count += 4 + length
      position += count
    }
  }
}
