// SyncGroup: the answer comes when the leader has handed in the assignments.

import Access
import Coordination
import KafkaWire

enum SyncGroupHandler: Handler {
  static let place = Place.thread
  /// The first version whose clients say what they believe the group speaks.
  private static let protocolTypeVersionMin: Int16 = 5

  static func handle(
    _ request: SyncGroupRequest, _ call: Call, _ reply: Reply<SyncGroupResponse>
  ) {
    guard call.isAllowed(.read, .group(request.groupID)) else {
      return reply(.with { $0.errorCode = .groupAuthorizationFailed })
    }
    if call.version >= protocolTypeVersionMin,
      request.protocolType == nil || request.protocolName == nil
    {
      return reply(.with { $0.errorCode = .inconsistentGroupProtocol })
    }
    let wish = SyncRequest(
      member: MemberIdentity(
        memberId: request.memberID, instanceId: request.groupInstanceID,
        generation: request.generationID),
      protocolType: request.protocolType, protocolName: request.protocolName,
      assignments: Dictionary(
        request.assignments.map { ($0.memberID, $0.assignment) }, uniquingKeysWith: { $1 }))
    call.node.groups.sync(request.groupID, wish) { answer in
      reply(
        .with {
          $0.errorCode = KafkaError(answer.fault)
          $0.protocolType = answer.protocolType
          $0.protocolName = answer.protocolName
          $0.assignment = answer.assignment
        })
    }
  }
}
