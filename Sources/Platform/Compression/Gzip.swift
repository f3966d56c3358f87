// gzip through zlib. Several members in a row are one stream (RFC 1952).

import CCodecs

/// The gzip codec.
enum Gzip {
  static func decompress(
    _ input: UnsafeRawBufferPointer, into output: GrowableBytes, limit: Int
  ) throws(CompressionError) {
    var stream = z_stream()
    // 15 + 32: the largest window, gzip or zlib header by what is there.
    guard
      inflateInit2_(&stream, 15 + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw .outOfMemory(.gzip) }
    defer { inflateEnd(&stream) }
    let start = output.count
    stream.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.avail_in = UInt32(clamping: input.count)
    while true {
      output.reserve(codecStep)
      stream.next_out = (output.base + output.count).assumingMemoryBound(to: UInt8.self)
      stream.avail_out = UInt32(codecStep)
      let status = inflate(&stream, Z_NO_FLUSH)
      let produced = codecStep - Int(stream.avail_out)
      output.count += produced
      guard output.count - start <= limit else { throw .tooLarge(.gzip, limit: limit) }
      switch status {
      case Z_STREAM_END:
        if stream.avail_in == 0 { return }
        guard inflateReset(&stream) == Z_OK else { throw .corrupt(.gzip) }
      case Z_OK:
        // Nothing in and nothing out: the data ended before the stream did.
        if stream.avail_in == 0, produced < codecStep { throw .corrupt(.gzip) }
      default: throw .corrupt(.gzip)
      }
    }
  }

  static func compress(
    _ input: UnsafeRawBufferPointer, into output: GrowableBytes
  )
    throws(CompressionError)
  {
    var stream = z_stream()
    let version = ZLIB_VERSION
    // 15 + 16: the largest window, gzip header.
    guard
      deflateInit2_(
        &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, version,
        Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw .outOfMemory(.gzip) }
    defer { deflateEnd(&stream) }
    let bound = Int(deflateBound(&stream, UInt(input.count)))
    output.reserve(bound)
    stream.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.avail_in = UInt32(clamping: input.count)
    stream.next_out = (output.base + output.count).assumingMemoryBound(to: UInt8.self)
    stream.avail_out = UInt32(clamping: bound)
    guard deflate(&stream, Z_FINISH) == Z_STREAM_END else { throw .corrupt(.gzip) }
    output.count += bound - Int(stream.avail_out)
  }
}
