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
}
