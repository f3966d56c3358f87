// A member of a consumer group, and what it offers.

/// A way of assigning partitions that a member knows, with what it says about itself in it.
package struct GroupProtocol: Hashable, Sendable {
  package var name: String
  /// Opaque to the coordinator.
  package var metadata: [UInt8]

  package init(name: String, metadata: [UInt8]) {
    self.name = name
    self.metadata = metadata
  }
}

/// A call that is answered later.
typealias Ticket = UInt64

/// One member.
struct GroupMember: Sendable {
  var id: String
  /// Set for static members.
  var instanceId: String?
  var clientId: String
  var clientHost: String
  var sessionTimeout: Int64
  var rebalanceTimeout: Int64
  /// In order of preference.
  var protocols: [GroupProtocol]
  var assignment: [UInt8] = []
  /// Members are counted as they come; the lowest becomes leader.
  var order: UInt64
  /// The join that waits for its answer.
  var join: Ticket?
  /// The sync that waits for its answer.
  var sync: Ticket?
  /// When it is taken for dead, unless it waits for an answer of ours.
  var deadline: Int64

  /// Whether it waits for us, so that its silence means nothing.
  var isWaiting: Bool { join != nil || sync != nil }

  func metadata(for name: String) -> [UInt8]? {
    protocols.first { $0.name == name }?.metadata
  }

  /// Starts the session timer anew.
  mutating func renew(_ now: Int64) { deadline = now + sessionTimeout }
}
