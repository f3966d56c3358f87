// DescribeConfigs: the settings of topics and of this node.

import Access
import KafkaWire
import SegmentLog

enum DescribeConfigsHandler: DirectHandler {
  static func response(
    to request: DescribeConfigsRequest, _ call: Call
  ) -> DescribeConfigsResponse {
    .with {
      $0.results = request.resources.map { resource in
        .with {
          $0.resourceType = resource.resourceType
          $0.resourceName = resource.resourceName
          do throws(Refusal) {
            let wanted = resource.configurationKeys.map { Set($0) }
            $0.configs = try settings(resource, call)
              .filter { wanted?.contains($0.name) ?? true }
              .map { DescribeConfigsResponse.Config($0, for: request) }
          } catch {
            $0.errorCode = error.error
            $0.errorMessage = error.sentence
          }
        }
      }
    }
  }

  private static func settings(
    _ resource: DescribeConfigsRequest.Resource, _ call: Call
  ) throws(Refusal) -> [DescribedSetting] {
    let owner = try SettingsOwner(type: resource.resourceType, resource.resourceName, call)
    if case .topic(let name) = owner {
      return try call.topic(name, for: .describeConfigurations).configuration.described
    }
    guard call.isAllowed(.describeConfigurations, .cluster) else { throw .deniedCluster }
    return owner == .node ? NodeSettings.all(of: call.node) : []
  }
}
