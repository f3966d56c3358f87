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

  /// Takes a try before a password is looked at; nil when it is granted, otherwise the milliseconds
  /// to wait.
  mutating func take(_ host: ClientHost, nowMilliseconds now: Int64) -> Int64? {
    if restored.isEmpty { restored = Array(repeating: .min, count: Self.counters) }
    let place = Self.place(host)
    let time = max(restored[place], now)
    let wait = time - now - (Self.burst - 1) * Self.intervalMilliseconds
    guard wait <= 0 else { return wait }
    restored[place] = time + Self.intervalMilliseconds
    return nil
  }

  /// Gives back the try of an attempt that did not fail.
  mutating func giveBack(_ host: ClientHost) {
    guard !restored.isEmpty else { return }
    restored[Self.place(host)] -= Self.intervalMilliseconds
  }

  private static func place(_ host: ClientHost) -> Int {
    let isVersion4 = host.high == 0 && host.low >> 32 == 0xFFFF
    var hasher = Hasher()
    hasher.combine(isVersion4 ? host.low : host.high)
    hasher.combine(host == .unknown)
    return Int(UInt(bitPattern: hasher.finalize()) % UInt(counters))
  }
}
