// LZ4 frames, with all flags that the clients use (content size, block checksums).

import CCodecs

/// The LZ4 codec.
enum LZ4 {
  static func decompress(
    _ input: UnsafeRawBufferPointer, into output: GrowableBytes, limit: Int
  ) throws(CompressionError) {
    var context: OpaquePointer?
    guard LZ4F_isError(LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))) == 0
    else { throw .outOfMemory(.lz4) }
    defer { LZ4F_freeDecompressionContext(context) }
    guard let base = input.baseAddress else { throw .corrupt(.lz4) }
    let start = output.count
    var position = 0
    while true {
      output.reserve(codecStep)
      var produced = codecStep
      var consumed = input.count - position
      let status = LZ4F_decompress(
        context, output.base + output.count, &produced, base + position, &consumed, nil)
      guard LZ4F_isError(status) == 0 else { throw .corrupt(.lz4) }
      output.count += produced
      position += consumed
      guard output.count - start <= limit else { throw .tooLarge(.lz4, limit: limit) }
      // 0 says that a frame ended; the next call begins another.
      if status == 0, position == input.count { return }
      if consumed == 0, produced == 0 { throw .corrupt(.lz4) }
    }
  }

  static func compress(
    _ input: UnsafeRawBufferPointer, into output: GrowableBytes
  )
    throws(CompressionError)
  {
    var preferences = LZ4F_preferences_t()
    preferences.frameInfo.blockSizeID = LZ4F_max64KB
    preferences.frameInfo.blockMode = LZ4F_blockIndependent
    let bound = LZ4F_compressFrameBound(input.count, &preferences)
    output.reserve(bound)
    let length = LZ4F_compressFrame(
      output.base + output.count, bound, input.baseAddress, input.count, &preferences)
    guard LZ4F_isError(length) == 0 else { throw .corrupt(.lz4) }
    output.count += length
  }
}
