// DescribeAcls: the access rules that a filter selects, by resource.

import Access
import KafkaWire

enum DescribeAclsHandler: DirectHandler {
  static func response(to request: DescribeAclsRequest, _ call: Call) -> DescribeAclsResponse {
    .with {
      do throws(Refusal) {
        try call.checkRules(.describe)
        let filter: AclFilter
        do throws(AccessError) {
          filter = try AclFilter(
            resourceType: request.resourceTypeFilter, resourceName: request.resourceNameFilter,
            patternType: request.patternTypeFilter, principal: request.principalFilter,
            host: request.hostFilter, operation: request.operation,
            permission: request.permissionType)
        } catch {
          throw Refusal(error)
        }
        $0.resources = resources(call.node.access.authorizer.state.rules.bindings(matching: filter))
      } catch {
        $0.errorCode = error.error
        $0.errorMessage = error.sentence
      }
    }
  }

  /// Rules in their order, those of one resource together.
  private static func resources(_ bindings: [AclBinding]) -> [DescribeAclsResponse.Resource] {
    var resources: [DescribeAclsResponse.Resource] = []
    var last: ResourcePattern?
    for binding in bindings {
      if binding.pattern != last {
        last = binding.pattern
        resources.append(
          .with {
            $0.resourceType = Int8(binding.pattern.type.rawValue)
            $0.resourceName = binding.pattern.name
            $0.patternType = Int8(binding.pattern.patternType.rawValue)
          })
      }
      resources[resources.count - 1].acls.append(
        .with {
          $0.principal = binding.principal.text
          $0.host = binding.host.text
          $0.operation = Int8(binding.operation.rawValue)
          $0.permissionType = Int8(binding.permission.rawValue)
        })
    }
    return resources
  }
}

extension Call {
  /// Checks that there are access rules, and that the client may see or change them.
  func checkRules(_ operation: AclOperation) throws(Refusal) {
    guard isAllowed(operation, .cluster) else { throw .deniedCluster }
    guard node.access.authorizer.settings.isEnabled else {
      throw Refusal(
        .securityDisabled,
        "clients are not asked who they are, so access rules would mean nothing; see "
          + "'millrace server --help'")
    }
  }
}
