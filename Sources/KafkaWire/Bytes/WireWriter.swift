/// Bytes being written, with the places where record batches are to be put in.
package struct WireWriter: Sendable {
  package private(set) var bytes: [UInt8] = []
  package private(set) var splices: [EncodedFrame.Splice] = []
  /// Bytes of all gaps.
  private var splicedCount = 0

  package init(capacity: Int = 256) {
    bytes.reserveCapacity(capacity)
  }

  /// How long the frame is so far, gaps included.
  package var count: Int { bytes.count + splicedCount }
  /// How many bytes have been written, gaps not included.
  package var position: Int { bytes.count }

  package mutating func integer<T: FixedWidthInteger>(_ value: T) {
    withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
  }

  package mutating func unsignedVarint(_ value: UInt32) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  package mutating func uuid(_ value: KafkaUUID) {
    integer(value.high)
    integer(value.low)
  }

  package mutating func raw(_ more: some Sequence<UInt8>) {
    bytes.append(contentsOf: more)
  }

  /// Leaves a gap for record batches here.
  package mutating func splice(_ records: RecordSpan) {
    guard records.count > 0 else { return }
    splices.append(EncodedFrame.Splice(position: bytes.count, records: records))
    splicedCount += records.count
  }

  /// Writes over what was left open at `position`.
  package mutating func patch(_ value: UInt8, at position: Int) {
    bytes[position] = value
  }

  package mutating func patch(_ value: Int32, at position: Int) {
    for (index, shift) in [24, 16, 8, 0].enumerated() {
      bytes[position + index] = UInt8(truncatingIfNeeded: value >> Int32(shift))
    }
  }

  /// Puts the size of what was written since `start` in front of it. No gap may lie behind `start`.
  package mutating func prefixWithSize(from start: Int) {
    var size = WireWriter(capacity: 5)
    size.unsignedVarint(UInt32(bytes.count - start))
    bytes.insert(contentsOf: size.bytes, at: start)
  }
}
