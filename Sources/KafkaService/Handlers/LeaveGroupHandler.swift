// LeaveGroup: one member goes, or from version 3 on several, each with an answer of its own.

import Access
import Coordination
import KafkaWire

enum LeaveGroupHandler: DirectHandler {
  /// The first version with several members.
  private static let membersVersionMin: Int16 = 3

  static func response(to request: LeaveGroupRequest, _ call: Call) -> LeaveGroupResponse {
    guard call.isAllowed(.read, .group(request.groupID)) else {
      return .with { $0.errorCode = .groupAuthorizationFailed }
    }
    let leaving =
      call.version >= membersVersionMin
      ? request.members.map { LeavingMember(memberId: $0.memberID, instanceId: $0.groupInstanceID) }
      : [LeavingMember(memberId: request.memberID)]
    let faults = call.node.groups.leave(request.groupID, leaving)
    let errors = faults.map { KafkaError($0) }
    guard call.version >= membersVersionMin else {
      return .with { $0.errorCode = errors.first ?? .noError }
    }
    // What is wrong with the group is said once.
    if let error = errors.first, error == .invalidGroupID || error == .coordinatorNotAvailable {
      return .with { $0.errorCode = error }
    }
    return .with {
      $0.members = zip(leaving, errors).map { member, error in
        .with {
          $0.memberID = member.memberId
          $0.groupInstanceID = member.instanceId
          $0.errorCode = error
        }
      }
    }
  }
}
