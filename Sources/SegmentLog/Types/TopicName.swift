// What a topic may be called.

package enum TopicName {
  /// Kafka's rule for names: 1 to 249 letters, digits, dots, underscores and hyphens. It also keeps
  /// names from meaning anything to the file system. Fails with `.invalidTopicName`.
  package static func check(_ name: String) throws(LogError) {
    let isAllowed = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "-"):
        true
      default: false
      }
    }
    guard isAllowed, (1...249).contains(name.utf8.count), name != ".", name != ".." else {
      throw LogError(
        .invalidTopicName,
        "'\(name)' cannot be a topic's name; use 1 to 249 letters, digits, '.', '_' and '-'")
    }
  }
}
