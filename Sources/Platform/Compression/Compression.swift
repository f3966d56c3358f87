// The codecs of a Kafka record batch. Sizes that come from the data are never trusted: output grows
// as it is produced and stops at the limit that the caller gives.

/// The codec in the attributes of a record batch; the raw value is Kafka's number.
package enum Compression: UInt8, Sendable, CaseIterable {
  case none = 0
  case gzip = 1
  case snappy = 2
  case lz4 = 3
  case zstd = 4

  /// The name in `compression.type`.
  package var name: String {
    switch self {
    case .none: "uncompressed"
    case .gzip: "gzip"
    case .snappy: "snappy"
    case .lz4: "lz4"
    case .zstd: "zstd"
    }
  }

  /// The codec of a name; "none" and "uncompressed" are the same.
  package init?(name: String) {
    if name == "none" {
      self = .none
      return
    }
    guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = found
  }

  /// Appends the decompressed bytes to `output`, at most `limit` of them. Several members or frames
  /// in a row are all read. After an error `output` holds what was there before and perhaps more.
  package func decompress(
    _ input: UnsafeRawBufferPointer, into output: GrowableBytes, limit: Int
  ) throws(CompressionError) {
    switch self {
    case .none:
      guard input.count <= limit else { throw .tooLarge(self, limit: limit) }
      output.append(input)
    case .gzip: try Gzip.decompress(input, into: output, limit: limit)
    case .snappy: try Snappy.decompress(input, into: output, limit: limit)
    case .lz4: try LZ4.decompress(input, into: output, limit: limit)
    case .zstd: try Zstandard.decompress(input, into: output, limit: limit)
    }
  }

  /// Appends the compressed form of `input` to `output`: one gzip member, xerial-framed snappy, one
  /// LZ4 or zstd frame.
  package func compress(
    _ input: UnsafeRawBufferPointer, into output: GrowableBytes
  )
    throws(CompressionError)
  {
    switch self {
    case .none: output.append(input)
    case .gzip: try Gzip.compress(input, into: output)
    case .snappy: try Snappy.compress(input, into: output)
    case .lz4: try LZ4.compress(input, into: output)
    case .zstd: try Zstandard.compress(input, into: output)
    }
  }
}

/// Why bytes could not be (de)compressed.
package enum CompressionError: Error, Equatable, CustomStringConvertible {
  /// The bytes are not what the codec writes, or end too early.
  case corrupt(Compression)
  /// They decompress to more than the caller accepts.
  case tooLarge(Compression, limit: Int)
  /// The library could not get its memory.
  case outOfMemory(Compression)

  package var description: String {
    switch self {
    case .corrupt(let codec): "the \(codec.name) data is damaged or incomplete"
    case .tooLarge(let codec, let limit):
      "the \(codec.name) data decompresses to more than \(limit) bytes"
    case .outOfMemory(let codec): "no memory for the \(codec.name) codec"
    }
  }
}

/// The room that decoders ask for at a time: 64 KiB, the block size of the common encoders.
let codecStep = 65_536
