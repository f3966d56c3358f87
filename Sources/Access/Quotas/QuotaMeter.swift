// Who has used how much lately, and how long a client has to wait that used more than its quota. The
// wait is Kafka's: as long as it takes until the amount, spread over window and wait, is the quota.
//
//   wait = (rate − quota) / quota × window

/// The use of all clients that have a quota. Client ids are what clients say; the number of them
/// that are told apart is bounded.
package struct QuotaMeter: Sendable {
  private struct Share: Hashable {
    let key: QuotaKey
    let user: String?
    let clientID: String?
  }

  private var rates: [Share: SlidingRate] = [:]
  /// The number of shares at which idle ones are looked for.
  private var sweepAt: Int
  private let sharesMax: Int

  package init(sharesMax: Int = 20_000) {
    self.sharesMax = sharesMax
    sweepAt = min(1024, sharesMax)
  }

  /// Shares that are being measured.
  package var shareCount: Int { rates.count }

  /// Adds to a client's use and says how many milliseconds it has to wait; 0 without a quota. The
  /// amount is bytes, or nanoseconds of work for `requestPercentage`; time is monotonic.
  package mutating func record(
    _ key: QuotaKey, _ amount: Int, user: String, clientID: String, nowMilliseconds: Int64,
    quotas: QuotaTable
  ) -> Int {
    guard let quota = quotas.effective(key, user: user, clientID: clientID) else { return 0 }
    let share = self.share(key, quota.user, quota.clientID, nowMilliseconds)
    var rate = rates[share] ?? SlidingRate(nowMilliseconds: nowMilliseconds)
    rates[share] = nil
    rate.record(Double(amount), nowMilliseconds: nowMilliseconds)
    let measured = rate.rate(nowMilliseconds: nowMilliseconds)
    rates[share] = rate
    let limit = key.amountPerSecond(quota.limit)
    guard measured.perSecond > limit else { return 0 }
    let wait = (measured.perSecond - limit) / limit * measured.windowMilliseconds
    // Work cannot be saved up for long: Kafka bounds this wait to one sample.
    let longest =
      key == .requestPercentage ? Double(SlidingRate.sampleMilliseconds) : Double(Int32.max)
    return Int(min(wait.rounded(.up), longest))
  }

  private mutating func share(
    _ key: QuotaKey, _ user: String?, _ clientID: String?, _ nowMilliseconds: Int64
  ) -> Share {
    let share = Share(key: key, user: user, clientID: clientID)
    guard rates.count >= sweepAt, rates[share] == nil else { return share }
    rates = rates.filter { !$0.value.isIdle(nowMilliseconds: nowMilliseconds) }
    sweepAt = min(sharesMax, max(1024, rates.count * 2))
    guard rates.count >= sharesMax else { return share }
    // Too many names at once: the rest of a user's clients, or of the clients, share one.
    return Share(key: key, user: clientID == nil ? nil : user, clientID: nil)
  }
}
