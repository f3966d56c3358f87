// zstd frames, one or several, with or without a content size.

import CCodecs

/// The zstd codec.
enum Zstandard {
  private static let level: Int32 = 3

  static func decompress(
    _ input: UnsafeRawBufferPointer, into output: GrowableBytes, limit: Int
  ) throws(CompressionError) {
    guard let stream = ZSTD_createDStream() else { throw .outOfMemory(.zstd) }
    defer { ZSTD_freeDStream(stream) }
    let start = output.count
    var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    while true {
      output.reserve(codecStep)
      var target = ZSTD_outBuffer(dst: output.base + output.count, size: codecStep, pos: 0)
      let before = source.pos
      let status = ZSTD_decompressStream(stream, &target, &source)
      guard ZSTD_isError(status) == 0 else { throw .corrupt(.zstd) }
      output.count += target.pos
      guard output.count - start <= limit else { throw .tooLarge(.zstd, limit: limit) }
      // 0 says that a frame ended; the next call begins another.
      if status == 0, source.pos == source.size { return }
      if source.pos == before, target.pos == 0 { throw .corrupt(.zstd) }
    }
  }

  static func compress(
    _ input: UnsafeRawBufferPointer, into output: GrowableBytes
  )
    throws(CompressionError)
  {
    let bound = ZSTD_compressBound(input.count)
    output.reserve(bound)
    let length = ZSTD_compress(
      output.base + output.count, bound, input.baseAddress, input.count, level)
    guard ZSTD_isError(length) == 0 else { throw .corrupt(.zstd) }
    output.count += length
  }
}
