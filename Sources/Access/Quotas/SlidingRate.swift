// A rate over a window that slides in steps of a second, as Kafka measures it: eleven samples, the
// last of which is still filling. The window counts as ten seconds and what has passed of the last
// one, also right after the start, so that a burst of ten seconds' worth is let through.

/// Amounts of the last seconds.
package struct SlidingRate: Sendable {
  package static let samples = 11
  package static let sampleMilliseconds: Int64 = 1000

  private var amounts = [Double](repeating: 0, count: SlidingRate.samples)
  /// The second of the newest sample.
  private var newest: Int64

  package init(nowMilliseconds: Int64) { newest = Self.second(nowMilliseconds) }

  /// Adds an amount. A clock that runs backwards counts for the newest second.
  package mutating func record(_ amount: Double, nowMilliseconds: Int64) {
    slide(to: Self.second(nowMilliseconds))
    amounts[Self.place(newest)] += amount
  }

  /// Amount a second, and the window that it was measured over.
  package mutating func rate(
    nowMilliseconds: Int64
  ) -> (perSecond: Double, windowMilliseconds: Double) {
    slide(to: Self.second(nowMilliseconds))
    let into = max(0, nowMilliseconds - newest * Self.sampleMilliseconds)
    let window = Double(Int64(Self.samples - 1) * Self.sampleMilliseconds + into)
    return (amounts.reduce(0, +) / window * 1000, window)
  }

  /// Whether everything that was recorded has left the window.
  func isIdle(nowMilliseconds: Int64) -> Bool {
    Self.second(nowMilliseconds) - newest >= Int64(Self.samples)
      || amounts.allSatisfy { $0 == 0 }
  }

  private mutating func slide(to second: Int64) {
    guard second > newest else { return }
    if second - newest >= Int64(Self.samples) {
      for place in amounts.indices { amounts[place] = 0 }
    } else {
      for passed in (newest + 1)...second { amounts[Self.place(passed)] = 0 }
    }
    newest = second
  }

  private static func second(_ milliseconds: Int64) -> Int64 {
    milliseconds >= 0 ? milliseconds / sampleMilliseconds : 0
  }

  private static func place(_ second: Int64) -> Int { Int(second % Int64(samples)) }
}
