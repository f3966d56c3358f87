// Why a call about a group was refused. Each case is one answer of Kafka's protocol, so that a front
// door translates them one to one.

package import SegmentLog

/// Why a call about a group was refused; the number in the comment is Kafka's.
package enum GroupFault: Error, Equatable, Sendable {
  /// 24: the name of the group is empty.
  case invalidGroupId
  /// 26: the session timeout lies outside the limits.
  case invalidSessionTimeout
  /// 23: another protocol type, or no protocol that all members know.
  case inconsistentProtocol
  /// 25: no such member.
  case unknownMember
  /// 22: another generation.
  case illegalGeneration
  /// 27: the group is being put together anew; join again.
  case rebalanceInProgress
  /// 79: join again with the member id that the answer carries.
  case memberIdRequired
  /// 81: the group is full.
  case groupFull
  /// 82: another member took over the instance id.
  case fencedInstance
  /// 15: the group is going away, or there are too many groups; try again.
  case coordinatorNotAvailable
  /// 42: metadata of a member, or an assignment, beyond the limits.
  case tooLarge
  /// 12: the text beside an offset is too long.
  case offsetMetadataTooLarge
  /// 3: no such topic or partition.
  case unknownPartition
  /// 88: an open transaction is about to change the offset; ask again.
  case unstableOffset
  /// 68: the group has members.
  case notEmpty
  /// 69: no such group.
  case groupNotFound
  /// 86: a member is subscribed to the topic.
  case subscribedToTopic
  /// 30: the name belongs to a query.
  case internalGroup
  /// What the log said; translate its code.
  case log(LogError)
}
