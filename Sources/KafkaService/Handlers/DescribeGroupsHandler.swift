// DescribeGroups: state and members of groups. A group that is not there is dead, which is no error.

import Access
import Coordination
import KafkaWire

enum DescribeGroupsHandler: DirectHandler {
  static func response(to request: DescribeGroupsRequest, _ call: Call) -> DescribeGroupsResponse {
    .with {
      $0.groups = request.groups.map { name in
        guard call.isAllowed(.describe, .group(name)) else {
          return .with {
            $0.groupID = name
            $0.errorCode = .groupAuthorizationFailed
          }
        }
        var group = group(call.node.groups.describe(name))
        if request.includeAuthorizedOperations {
          group.authorizedOperations = call.operations(of: .group(name))
        }
        return group
      }
    }
  }

  private static func group(_ found: GroupDescription) -> DescribeGroupsResponse.Group {
    .with {
      $0.groupID = found.id
      $0.groupState = found.state.rawValue
      $0.protocolType = found.protocolType
      $0.protocolData = found.protocolName
      $0.members = found.members.map { member in
        .with {
          $0.memberID = member.id
          $0.groupInstanceID = member.instanceId
          $0.clientID = member.clientId
          $0.clientHost = member.clientHost
          $0.memberMetadata = member.metadata
          $0.memberAssignment = member.assignment
        }
      }
    }
  }
}
