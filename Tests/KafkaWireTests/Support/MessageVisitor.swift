// Every message in every version, for tests that hold a promise against all of them.

import KafkaWire

/// What a test does with one message in one version.
protocol MessageVisitor {
  mutating func visit<M: WireMessage>(_ type: M.Type, version: Int16) throws
}

extension MessageVisitor {
  mutating func visitAll() throws {
    for request in SupportedAPIs.requests { try visitBoth(request) }
  }

  private mutating func visitBoth<R: WireRequest>(_ request: R.Type) throws {
    for version in R.api.versions {
      try visit(R.self, version: version)
      try visit(R.Response.self, version: version)
    }
  }
}

extension WireMessage {
  /// Reads a body that is all of `bytes`.
  static func decode(_ bytes: some Collection<UInt8>, version: Int16) throws -> Self {
    try Array(bytes).withUnsafeBytes { try decode($0, from: 0, version: version) }
  }

  /// The body alone, its gaps filled with what `records` gives.
  func body(
    version: Int16, records: (RecordSpan) -> [UInt8] = { [UInt8](repeating: 0, count: $0.count) }
  ) throws -> [UInt8] {
    var wire = EncodingWalk(
      WireWriter(), version: version, isFlexible: Self.api.isFlexible(version))
    var message = self
    try message.write(&wire)
    var bytes: [UInt8] = []
    var start = 0
    for splice in wire.writer.splices {
      bytes += wire.writer.bytes[start..<splice.position]
      bytes += records(splice.records)
      start = splice.position
    }
    return bytes + wire.writer.bytes[start...]
  }

  /// A message filled by `walk`.
  static func filled<W: FieldWalk>(by walk: inout W) throws -> Self {
    var message = Self()
    try message.walk(&walk)
    return message
  }
}

extension EncodedFrame {
  /// The frame in one piece, its gaps filled with what `records` gives.
  func joined(_ records: (RecordSpan) -> [UInt8]) -> [UInt8] {
    pieces.flatMap { piece in
      switch piece {
      case .bytes(let range): Array(bytes[range])
      case .records(let span): records(span)
      }
    }
  }
}

/// `hex("00 01 ff")`; letters and digits only count.
func hex(_ text: String) -> [UInt8] {
  let digits = text.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count - 1, by: 2).map {
    UInt8(digits[$0] << 4 | digits[$0 + 1])
  }
}

/// The same with a length prefix in front.
func framed(_ text: String) -> [UInt8] {
  let bytes = hex(text)
  return withUnsafeBytes(of: Int32(bytes.count).bigEndian, Array.init) + bytes
}

extension Collection<UInt8> {
  var hexText: String {
    let digits = Array("0123456789abcdef")
    return String(flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
