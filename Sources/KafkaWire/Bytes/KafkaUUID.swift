/// Sixteen bytes that name a topic; all zero means none.
package struct KafkaUUID: Hashable, Sendable, CustomStringConvertible {
  package var high: UInt64
  package var low: UInt64

  package static let zero = KafkaUUID(high: 0, low: 0)

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Kafka's text form: base64 with `-` and `_`, no padding, 22 characters.
  package var description: String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(22)
    for digit in 0..<22 {
      // 128 bits in groups of six from the top; the last group has two, and four zeros behind.
      let shift = 122 - 6 * digit
      let bits = shift >= 0 ? bitsAbove(shift) : low << 4
      text.append(alphabet[Int(bits & 63)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The value shifted right by `shift`; only the lowest six bits are right.
  private func bitsAbove(_ shift: Int) -> UInt64 {
    if shift >= 64 { return high >> UInt64(shift - 64) }
    if shift > 58 { return (high << UInt64(64 - shift)) | (low >> UInt64(shift)) }
    return low >> UInt64(shift)
  }
}
