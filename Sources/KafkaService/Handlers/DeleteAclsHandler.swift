// DeleteAcls: removes the access rules that filters select, and says which they were.

import Access
import KafkaWire

enum DeleteAclsHandler: DirectHandler {
  static func response(to request: DeleteAclsRequest, _ call: Call) -> DeleteAclsResponse {
    var filters: [AclFilter] = []
    let refusals = request.filters.map { filter in
      refusal { () throws(Refusal) in
        try call.checkRules(.alter)
        do throws(AccessError) { filters.append(try self.filter(filter)) } catch {
          throw Refusal(error)
        }
      }
    }
    var removed: [[AclBinding]] = []
    var failure: Refusal?
    do throws(AccessError) {
      if !filters.isEmpty { removed = try call.node.access.remove(filters) }
    } catch {
      failure = Refusal(error)
    }
    var rest = removed[...]
    return .with {
      $0.filterResults = refusals.map { refusal in
        .with {
          if let refusal = refusal ?? failure {
            $0.errorCode = refusal.error
            $0.errorMessage = refusal.sentence
          } else {
            $0.matchingAcls = (rest.popFirst() ?? []).map(match)
          }
        }
      }
    }
  }

  private static func filter(
    _ filter: DeleteAclsRequest.Filter
  ) throws(AccessError) -> AclFilter {
    try AclFilter(
      resourceType: filter.resourceTypeFilter, resourceName: filter.resourceNameFilter,
      patternType: filter.patternTypeFilter, principal: filter.principalFilter,
      host: filter.hostFilter, operation: filter.operation, permission: filter.permissionType)
  }

  private static func match(_ binding: AclBinding) -> DeleteAclsResponse.MatchingACL {
    .with {
      $0.resourceType = Int8(binding.pattern.type.rawValue)
      $0.resourceName = binding.pattern.name
      $0.patternType = Int8(binding.pattern.patternType.rawValue)
      $0.principal = binding.principal.text
      $0.host = binding.host.text
      $0.operation = Int8(binding.operation.rawValue)
      $0.permissionType = Int8(binding.permission.rawValue)
    }
  }
}
