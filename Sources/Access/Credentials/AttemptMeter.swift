// Holds up whoever tries passwords. Each attempt that fails costs its host one of twenty tries; one
// comes back a second. Hosts share a fixed number of counters by a hash with a secret seed, so an
// attacker with many addresses cannot fill the memory; an IPv6 network of 64 bits is one host.
//
// The counter is the moment at which all tries are back (the generic cell rate algorithm), so it
// needs no clock of its own.

/// Attempts that failed, by host.
struct AttemptMeter: Sendable {
  static let burst: Int64 = 20
  static let intervalMilliseconds: Int64 = 1000
  private static let counters = 4096

  /// When the hosts of a counter have all tries back; empty until the first attempt.
  private var restored: [Int64] = []

  /// Milliseconds that a host has to wait before it may try again; nil when it has a try left.
  func wait(_ host: ClientHost, nowMilliseconds now: Int64) -> Int64? {
    guard !restored.isEmpty else { return nil }
    let wait =
      max(restored[Self.place(host)], now) - now - (Self.burst - 1) * Self.intervalMilliseconds
    return wait > 0 ? wait : nil
  }

  /// Takes a try from the host of an attempt that failed. Attempts that were under way at the same
  /// time may take more than there are.
  mutating func recordFailure(_ host: ClientHost, nowMilliseconds now: Int64) {
    if restored.isEmpty { restored = Array(repeating: .min, count: Self.counters) }
    let place = Self.place(host)
    restored[place] = max(restored[place], now) + Self.intervalMilliseconds
  }

  private static func place(_ host: ClientHost) -> Int {
    let isVersion4 = host.high == 0 && host.low >> 32 == 0xFFFF
    var hasher = Hasher()
    hasher.combine(isVersion4 ? host.low : host.high)
    hasher.combine(host == .unknown)
    return Int(UInt(bitPattern: hasher.finalize()) % UInt(counters))
  }
}
