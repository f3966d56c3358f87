// CreateAcls: adds access rules. What is answered is on disk and in force.

import Access
import KafkaWire

enum CreateAclsHandler: DirectHandler {
  static func response(to request: CreateAclsRequest, _ call: Call) -> CreateAclsResponse {
    var bindings: [AclBinding] = []
    var refusals: [Refusal?] = request.creations.map { creation in
      refusal { () throws(Refusal) in
        try call.checkRules(.alter)
        do throws(AccessError) { bindings.append(try binding(creation)) } catch {
          throw Refusal(error)
        }
      }
    }
    do throws(AccessError) {
      if !bindings.isEmpty { try call.node.access.add(bindings) }
    } catch {
      // Rules are added together or not at all.
      let refusal = Refusal(error)
      refusals = refusals.map { $0 ?? refusal }
    }
    return .with {
      $0.results = refusals.map { refusal in
        .with {
          $0.errorCode = refusal?.error ?? .noError
          $0.errorMessage = refusal?.sentence
        }
      }
    }
  }

  private static func binding(
    _ creation: CreateAclsRequest.Creation
  ) throws(AccessError) -> AclBinding {
    try AclBinding(
      resourceType: creation.resourceType, resourceName: creation.resourceName,
      patternType: creation.resourcePatternType, principal: creation.principal,
      host: creation.host, operation: creation.operation, permission: creation.permissionType)
  }
}
