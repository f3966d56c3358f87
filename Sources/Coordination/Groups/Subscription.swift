// What a consumer writes into the metadata of its protocols, as far as a coordinator needs it:
//
//   version i16 | topics: count i32, each length i16 and UTF-8 | more, which is not ours

/// Reads subscriptions.
enum Subscription {
  /// The topics of a subscription; nil when the bytes are none.
  static func topics(_ metadata: [UInt8]) -> Set<String>? {
    var position = 2
    func take(_ size: Int) -> Int? {
      guard metadata.count - position >= size else { return nil }
      defer { position += size }
      return metadata[position..<position + size].reduce(0) { $0 << 8 | Int($1) }
    }
    guard let count = take(4), count <= metadata.count / 2 else { return nil }
    var topics: Set<String> = []
    for _ in 0..<count {
      guard let length = take(2), length <= metadata.count - position else { return nil }
      topics.insert(String(decoding: metadata[position..<position + length], as: UTF8.self))
      position += length
    }
    return topics
  }
}
