// FindCoordinator: always this node.

import Access
import KafkaWire

enum FindCoordinatorHandler: DirectHandler {
  static let place = Place.loop

  static func response(
    to request: FindCoordinatorRequest, _ call: Call
  ) -> FindCoordinatorResponse {
    let address = call.advertised
    guard call.version >= 4 else {
      return .with {
        $0.errorCode = error(request.key, request.keyType, call)
        $0.nodeID = $0.errorCode == .noError ? call.node.nodeIdentifier : -1
        $0.host = $0.errorCode == .noError ? address.host : ""
        $0.port = $0.errorCode == .noError ? Int32(clamping: address.port) : -1
      }
    }
    return .with {
      $0.coordinators = request.coordinatorKeys.map { key in
        .with {
          $0.key = key
          $0.errorCode = error(key, request.keyType, call)
          $0.nodeID = $0.errorCode == .noError ? call.node.nodeIdentifier : -1
          $0.host = $0.errorCode == .noError ? address.host : ""
          $0.port = $0.errorCode == .noError ? Int32(clamping: address.port) : -1
        }
      }
    }
  }

  private static func error(_ key: String, _ type: Int8, _ call: Call) -> KafkaError {
    switch type {
    case 0: call.isAllowed(.describe, .group(key)) ? .noError : .groupAuthorizationFailed
    case 1:
      call.isAllowed(.describe, .transactionalID(key))
        ? .noError : .transactionalIDAuthorizationFailed
    default: .invalidRequest
    }
  }
}
