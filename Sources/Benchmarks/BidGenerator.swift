// Records in the shape of Nexmark's bids: seven fields, about 240 bytes of JSON, event times that
// rise steadily. The same seed gives the same bytes.

/// Writes bids as JSON, one after another.
struct BidGenerator {
  /// Distinct values of `auction` and of `bidder`.
  let keyCount: Int
  /// Event time from one bid to the next, µs.
  let stepMicroseconds: Int
  private var state: UInt64
  private(set) var index = 0

  init(keyCount: Int, stepMicroseconds: Int = 1000, seed: UInt64 = 42) {
    self.stepMicroseconds = stepMicroseconds
    self.keyCount = max(1, keyCount)
    state = seed
  }

  /// SplitMix64 (Steele, Lea, Flood 2014).
  private mutating func random() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  private static let channels = ["Google", "Facebook", "Baidu", "Apple"]

  /// The next bid and its event time.
  mutating func next() -> (json: String, auction: Int, time: Int64) {
    let auction = Int(random() % UInt64(keyCount))
    let bidder = Int(random() % UInt64(keyCount))
    let price = Int(random() % 100_000_000)
    let channel = BidGenerator.channels[Int(random() % 4)]
    let time: Int64 = 1_700_000_000_000 + Int64(index * stepMicroseconds / 1000)
    index += 1
    let extra = String(random(), radix: 36) + String(random(), radix: 36)
    let json =
      "{\"auction\":\(auction),\"bidder\":\"user-\(bidder)\",\"price\":\(price),"
      + "\"channel\":\"\(channel)\",\"url\":\"https://www.nexmark.com/\(channel.lowercased())/"
      + "item.htm?query=1&channel_id=\(random() % 1_000_000_000)\",\"dateTime\":\(time),"
      + "\"extra\":\"\(extra)\(extra)\"}"
    return (json, auction, time)
  }
}
