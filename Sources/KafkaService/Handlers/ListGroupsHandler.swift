// ListGroups: the groups that a client may see: all for who may describe the cluster.

import Access
import Coordination
import KafkaWire

enum ListGroupsHandler: DirectHandler {
  static func response(to request: ListGroupsRequest, _ call: Call) -> ListGroupsResponse {
    let seesAll = call.isAllowed(.describe, .cluster)
    // A state that does not exist is one in which no group is.
    let states =
      request.statesFilter.isEmpty
      ? nil : Set(request.statesFilter.compactMap { GroupState(rawValue: $0) })
    return .with {
      $0.groups = call.node.groups.list(states: states).compactMap { group in
        guard seesAll || call.isAllowed(.describe, .group(group.id)) else { return nil }
        return .with {
          $0.groupID = group.id
          $0.protocolType = group.protocolType
          $0.groupState = group.state.rawValue
        }
      }
    }
  }
}
