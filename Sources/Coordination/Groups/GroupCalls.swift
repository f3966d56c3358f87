// What members ask of a group, and what they are answered.

/// A wish to join.
package struct JoinRequest: Sendable {
  /// Empty at the first time.
  package var memberId: String
  /// Set for static members.
  package var instanceId: String?
  package var clientId: String
  package var clientHost: String
  package var sessionMilliseconds: Int64
  package var rebalanceMilliseconds: Int64
  package var protocolType: String
  /// In order of preference.
  package var protocols: [GroupProtocol]
  /// Whether the client knows that it may be told its id first (version 4 and later).
  package var takesMemberId: Bool

  package init(
    memberId: String, instanceId: String? = nil, clientId: String, clientHost: String = "",
    sessionMilliseconds: Int64, rebalanceMilliseconds: Int64, protocolType: String,
    protocols: [GroupProtocol], takesMemberId: Bool = true
  ) {
    self.memberId = memberId
    self.instanceId = instanceId
    self.clientId = clientId
    self.clientHost = clientHost
    self.sessionMilliseconds = sessionMilliseconds
    self.rebalanceMilliseconds = rebalanceMilliseconds
    self.protocolType = protocolType
    self.protocols = protocols
    self.takesMemberId = takesMemberId
  }
}

/// The answer to a join.
package struct JoinAnswer: Equatable, Sendable {
  /// A member as its leader sees it.
  package struct Member: Equatable, Sendable {
    package var id: String
    package var instanceId: String?
    package var metadata: [UInt8]
  }

  /// nil for a member of the generation.
  package var fault: GroupFault?
  package var generation: Int32 = -1
  package var protocolType: String?
  package var protocolName: String?
  package var leader: String = ""
  /// Also set with `.memberIdRequired`.
  package var memberId: String = ""
  /// All members for the leader, none for others.
  package var members: [Member] = []

  static func refused(_ fault: GroupFault, memberId: String = "") -> JoinAnswer {
    JoinAnswer(fault: fault, memberId: memberId)
  }
}

/// Who calls: a member of a generation, as clients say it.
package struct MemberIdentity: Hashable, Sendable {
  package var memberId: String
  package var instanceId: String?
  /// -1 for a caller that is no member.
  package var generation: Int32

  package init(memberId: String, instanceId: String? = nil, generation: Int32) {
    self.memberId = memberId
    self.instanceId = instanceId
    self.generation = generation
  }

  /// Whether it is a consumer that assigns itself, or an administrator.
  var isOutsider: Bool { generation < 0 && memberId.isEmpty && instanceId == nil }
}

/// A wish for one's assignment; from the leader, with everybody's.
package struct SyncRequest: Sendable {
  package var member: MemberIdentity
  /// What the client believes the group speaks (version 5 and later), else nil.
  package var protocolType: String?
  package var protocolName: String?
  /// By member id.
  package var assignments: [String: [UInt8]]

  package init(
    member: MemberIdentity, protocolType: String? = nil, protocolName: String? = nil,
    assignments: [String: [UInt8]] = [:]
  ) {
    self.member = member
    self.protocolType = protocolType
    self.protocolName = protocolName
    self.assignments = assignments
  }
}

/// The answer to a sync.
package struct SyncAnswer: Equatable, Sendable {
  package var fault: GroupFault?
  package var protocolType: String?
  package var protocolName: String?
  package var assignment: [UInt8] = []

  static func refused(_ fault: GroupFault) -> SyncAnswer { SyncAnswer(fault: fault) }
}

/// A member that should leave: by its id, by its instance id, or by both.
package struct LeavingMember: Hashable, Sendable {
  package var memberId: String
  package var instanceId: String?

  package init(memberId: String, instanceId: String? = nil) {
    self.memberId = memberId
    self.instanceId = instanceId
  }
}

/// Where a group stands.
package enum GroupState: String, Sendable, CaseIterable {
  case empty = "Empty"
  case preparingRebalance = "PreparingRebalance"
  case completingRebalance = "CompletingRebalance"
  case stable = "Stable"
  case dead = "Dead"
}

/// A group as it can be asked for.
package struct GroupDescription: Equatable, Sendable {
  /// A member of it.
  package struct Member: Equatable, Sendable {
    package var id: String
    package var instanceId: String?
    package var clientId: String
    package var clientHost: String
    /// Of the chosen protocol; empty unless the group is stable.
    package var metadata: [UInt8]
    package var assignment: [UInt8]

    /// The topics that the member has partitions of; none when the assignment is no consumer's.
    package var assignedTopics: Set<String> { Subscription.assignedTopics(assignment) ?? [] }
  }

  package var id: String
  package var state: GroupState
  /// Empty for groups that only have offsets.
  package var protocolType: String
  /// The chosen protocol; empty unless the group is stable.
  package var protocolName: String
  package var members: [Member]

  /// What an unknown group looks like.
  static func dead(_ id: String) -> GroupDescription {
    GroupDescription(id: id, state: .dead, protocolType: "", protocolName: "", members: [])
  }
}
