// AddOffsetsToTxn: the offsets of a group become part of the transaction.

import Access
import Coordination
import KafkaWire
import SegmentLog

enum AddOffsetsToTxnHandler: DirectHandler {
  /// The first version of clients that know that they are fenced.
  private static let fencedVersionMin: Int16 = 2

  static func response(
    to request: AddOffsetsToTxnRequest, _ call: Call
  ) -> AddOffsetsToTxnResponse {
    guard call.isAllowed(.write, .transactionalID(request.transactionalID)) else {
      return .with { $0.errorCode = .transactionalIDAuthorizationFailed }
    }
    guard call.isAllowed(.read, .group(request.groupID)) else {
      return .with { $0.errorCode = .groupAuthorizationFailed }
    }
    let producer = Producer(
      name: request.transactionalID, identifier: request.producerID, epoch: request.producerEpoch)
    let fault = call.node.transactions.add(group: request.groupID, to: producer)
    return .with {
      $0.errorCode = KafkaError(fault).known(to: call, fencedSince: fencedVersionMin)
    }
  }
}
