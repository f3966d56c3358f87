// A fenced producer has a word of its own since clients know it; older ones hear of their epoch.

import KafkaWire

extension KafkaError {
  /// The error as clients know it that speak a version below or from `versionMin` on.
  func known(to call: Call, fencedSince versionMin: Int16) -> KafkaError {
    self == .producerFenced && call.version < versionMin ? .invalidProducerEpoch : self
  }
}
