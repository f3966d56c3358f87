// What a quota limits.

/// The kinds of quota; the raw values are Kafka's names.
package enum QuotaKey: String, CaseIterable, Sendable {
  /// Bytes that clients may produce, a second.
  case produceBytes = "producer_byte_rate"
  /// Bytes that clients may fetch, a second.
  case fetchBytes = "consumer_byte_rate"
  /// Time that the server may spend on requests, in percent of one thread.
  case requestPercentage = "request_percentage"

  /// The kind of Kafka's name.
  package static func named(_ name: String) throws(AccessError) -> QuotaKey {
    guard let key = QuotaKey(rawValue: name) else {
      throw AccessError(
        .invalidRequest,
        "there is no quota '\(name)'; there are \(allCases.map(\.rawValue).joined(separator: ", "))"
      )
    }
    return key
  }

  /// Whether a limit can be set.
  func check(_ value: Double) throws(AccessError) {
    guard value > 0, value.isFinite else {
      throw AccessError(.invalidRequest, "quota '\(rawValue)' must be greater than 0")
    }
    guard self == .requestPercentage || (value == value.rounded() && value < 0x1p63) else {
      throw AccessError(.invalidRequest, "quota '\(rawValue)' must be a whole number of bytes")
    }
  }

  /// A limit in amounts a second: bytes, or nanoseconds of work.
  func amountPerSecond(_ value: Double) -> Double {
    self == .requestPercentage ? value / 100 * 1e9 : value
  }
}
