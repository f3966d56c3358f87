// The leader of every partition is this node, and its epoch stays 0.

import KafkaWire

enum LeaderEpoch {
  static let current: Int32 = 0

  /// What is wrong with the epoch that a client believes in; -1 when it does not say.
  static func check(_ believed: Int32) -> KafkaError? {
    believed < 0 || believed == current ? nil : .unknownLeaderEpoch
  }
}
