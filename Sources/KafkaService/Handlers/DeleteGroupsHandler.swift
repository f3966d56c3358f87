// DeleteGroups: forgets groups without members, and their offsets.

import Access
import Coordination
import KafkaWire

enum DeleteGroupsHandler: DirectHandler {
  static func response(to request: DeleteGroupsRequest, _ call: Call) -> DeleteGroupsResponse {
    .with {
      $0.results = request.groupsNames.map { name in
        let isAllowed = call.isAllowed(.delete, .group(name))
        return .with {
          $0.groupID = name
          $0.errorCode =
            isAllowed ? KafkaError(call.node.groups.delete(name)) : .groupAuthorizationFailed
        }
      }
    }
  }
}
