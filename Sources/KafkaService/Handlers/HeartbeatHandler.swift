// Heartbeat: a member is alive, and hears when it has to join again.

import Access
import Coordination
import KafkaWire

enum HeartbeatHandler: DirectHandler {
  static func response(to request: HeartbeatRequest, _ call: Call) -> HeartbeatResponse {
    guard call.isAllowed(.read, .group(request.groupID)) else {
      return .with { $0.errorCode = .groupAuthorizationFailed }
    }
    let caller = MemberIdentity(
      memberId: request.memberID, instanceId: request.groupInstanceID,
      generation: request.generationID)
    return .with {
      $0.errorCode = KafkaError(call.node.groups.heartbeat(request.groupID, caller))
    }
  }
}
