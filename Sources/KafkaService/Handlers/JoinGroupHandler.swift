// JoinGroup: the answer comes when the join phase ends, on whatever thread ends it.

import Access
import Coordination
import KafkaWire

enum JoinGroupHandler: Handler {
  static let place = Place.thread
  /// The first version with a rebalance timeout.
  private static let rebalanceTimeoutVersionMin: Int16 = 1
  /// The first version whose clients take their member id in an error.
  private static let memberIDVersionMin: Int16 = 4
  /// The first version in which the name of the protocol may be missing.
  private static let protocolTypeVersionMin: Int16 = 7

  static func handle(
    _ request: JoinGroupRequest, _ call: Call, _ reply: Reply<JoinGroupResponse>
  ) {
    guard call.isAllowed(.read, .group(request.groupID)) else {
      return reply(
        .with {
          $0.errorCode = .groupAuthorizationFailed
          $0.memberID = request.memberID
          $0.protocolName = missing(call.version)
        })
    }
    let wish = JoinRequest(
      memberId: request.memberID, instanceId: request.groupInstanceID,
      clientId: call.client.clientID, clientHost: call.client.address,
      sessionMilliseconds: Int64(request.sessionTimeoutMs),
      rebalanceMilliseconds: Int64(
        call.version >= rebalanceTimeoutVersionMin
          ? request.rebalanceTimeoutMs : request.sessionTimeoutMs),
      protocolType: request.protocolType,
      protocols: request.protocols.map { GroupProtocol(name: $0.name, metadata: $0.metadata) },
      takesMemberId: call.version >= memberIDVersionMin)
    let version = call.version
    call.node.groups.join(request.groupID, wish) { reply(response(to: $0, version)) }
  }

  private static func response(to answer: JoinAnswer, _ version: Int16) -> JoinGroupResponse {
    .with {
      $0.errorCode = KafkaError(answer.fault)
      $0.generationID = answer.generation
      $0.protocolType = answer.protocolType
      $0.protocolName = answer.protocolName ?? missing(version)
      $0.leader = answer.leader
      $0.memberID = answer.memberId
      $0.members = answer.members.map { member in
        .with {
          $0.memberID = member.id
          $0.groupInstanceID = member.instanceId
          $0.metadata = member.metadata
        }
      }
    }
  }

  private static func missing(_ version: Int16) -> String? {
    version >= protocolTypeVersionMin ? nil : ""
  }
}
