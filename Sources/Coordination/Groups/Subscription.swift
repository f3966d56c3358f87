// What a consumer writes into the metadata of its protocols and a leader into assignments, as far as a coordinator needs it:
//
//   version i16 | topics: count i32, each length i16 and UTF-8 | more, which is not ours

/// Reads subscriptions and assignments.
enum Subscription {
  /// The topics of an assignment; nil when the bytes are none. It has, behind each topic, the numbers
  /// of its partitions: count i32, each i32.
  static func assignedTopics(_ assignment: [UInt8]) -> Set<String>? {
    topics(assignment, isAssignment: true)
  }

  /// The topics of a subscription; nil when the bytes are none.
  static func topics(_ metadata: [UInt8]) -> Set<String>? {
    topics(metadata, isAssignment: false)
  }

  private static func topics(_ metadata: [UInt8], isAssignment: Bool) -> Set<String>? {
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
      guard isAssignment else { continue }
      guard let partitions = take(4), partitions <= (metadata.count - position) / 4 else {
        return nil
      }
      position += 4 * partitions
    }
    return topics
  }
}
