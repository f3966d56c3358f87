// Fills the topic of the bids.

import Engine

enum BidLoader {
  /// A BIGINT key in the KAFKA format.
  static func key(_ value: Int) -> [UInt8] {
    withUnsafeBytes(of: Int64(value).bigEndian) { Array($0) }
  }

  /// Appends bids; with `keyed` each has its auction as key.
  static func load(
    _ database: Database, rows: Int, keys: Int, stepMicroseconds: Int, keyed: Bool
  ) throws(DatabaseError) {
    let writer = try database.writer(topic: "bids")
    var generator = BidGenerator(keyCount: keys, stepMicroseconds: stepMicroseconds)
    for _ in 0..<rows {
      let bid = generator.next()
      try writer.append(
        key: keyed ? key(bid.auction) : nil, value: Array(bid.json.utf8), timestamp: bid.time)
    }
    try writer.flush()
  }
}
