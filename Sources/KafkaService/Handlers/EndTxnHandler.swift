// EndTxn: commits or aborts the transaction.

import Access
import Coordination
import KafkaWire
import SegmentLog

enum EndTxnHandler: DirectHandler {
  /// The first version of clients that know that they are fenced.
  private static let fencedVersionMin: Int16 = 2

  static func response(to request: EndTxnRequest, _ call: Call) -> EndTxnResponse {
    guard call.isAllowed(.write, .transactionalID(request.transactionalID)) else {
      return .with { $0.errorCode = .transactionalIDAuthorizationFailed }
    }
    let producer = Producer(
      name: request.transactionalID, identifier: request.producerID, epoch: request.producerEpoch)
    let fault = call.node.transactions.end(producer, commits: request.committed)
    return .with {
      $0.errorCode = KafkaError(fault).known(to: call, fencedSince: fencedVersionMin)
    }
  }
}
