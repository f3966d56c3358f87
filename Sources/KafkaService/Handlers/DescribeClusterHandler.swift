// DescribeCluster: one node, which also decides.

import Access
import KafkaWire
import SegmentLog

enum DescribeClusterHandler: DirectHandler {
  static let place = Place.loop
  private static let brokers: Int8 = 1
  private static let controllers: Int8 = 2

  static func response(
    to request: DescribeClusterRequest, _ call: Call
  ) -> DescribeClusterResponse {
    let node = call.node
    return .with {
      $0.endpointType = request.endpointType
      guard request.endpointType == brokers else {
        $0.errorCode =
          request.endpointType == controllers
          ? .mismatchedEndpointType : .unsupportedEndpointType
        $0.errorMessage = "this is the endpoint of a broker"
        return
      }
      $0.clusterID = node.log.clusterIdentifier
      $0.controllerID = node.nodeIdentifier
      $0.brokers = [
        .with {
          $0.brokerID = node.nodeIdentifier
          $0.host = call.advertised.host
          $0.port = Int32(clamping: call.advertised.port)
        }
      ]
      if request.includeClusterAuthorizedOperations {
        $0.clusterAuthorizedOperations = call.operations(of: .cluster)
      }
    }
  }
}
