// InitProducerId: an identifier for a producer, or the next epoch of a transactional one.

import Access
import Coordination
import KafkaWire
import SegmentLog

enum InitProducerIdHandler: DirectHandler {
  /// The first version of clients that know that error.
  private static let fencedVersionMin: Int16 = 4

  static func response(
    to request: InitProducerIdRequest, _ call: Call
  ) -> InitProducerIdResponse {
    if let id = request.transactionalID {
      guard call.isAllowed(.write, .transactionalID(id)) else {
        return failed(.transactionalIDAuthorizationFailed)
      }
    } else {
      let mayWrite = call.node.access.authorizer.authorize(
        call.client.principal, call.client.host, .write, toAny: .topic)
      guard mayWrite.isAllowed || call.isAllowed(.idempotentWrite, .cluster) else {
        return failed(.clusterAuthorizationFailed)
      }
    }
    let expected =
      request.producerID >= 0
      ? (identifier: request.producerID, epoch: request.producerEpoch) : nil
    switch call.node.transactions.open(
      request.transactionalID, timeoutMilliseconds: request.transactionTimeoutMs,
      expected: expected)
    {
    case .success(let producer):
      return .with {
        $0.producerID = producer.identifier
        $0.producerEpoch = producer.epoch
      }
    case .failure(let fault):
      return failed(KafkaError(fault).known(to: call, fencedSince: fencedVersionMin))
    }
  }

  private static func failed(_ error: KafkaError) -> InitProducerIdResponse {
    .with {
      $0.errorCode = error
      $0.producerEpoch = -1
    }
  }
}
