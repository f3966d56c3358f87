// DescribeTransactions: where transactional ids stand.

import Access
import Coordination
import KafkaWire
import SegmentLog

enum DescribeTransactionsHandler: DirectHandler {
  static func response(
    to request: DescribeTransactionsRequest, _ call: Call
  ) -> DescribeTransactionsResponse {
    .with {
      $0.transactionStates = request.transactionalIDs.map { name in
        guard call.isAllowed(.describe, .transactionalID(name)) else {
          return failed(name, .transactionalIDAuthorizationFailed)
        }
        switch call.node.transactions.describe(name) {
        case .success(let transaction): return state(transaction, call)
        case .failure(let fault): return failed(name, KafkaError(fault))
        }
      }
    }
  }

  private static func state(
    _ transaction: TransactionDescription, _ call: Call
  ) -> DescribeTransactionsResponse.TransactionState {
    let partitions = Dictionary(grouping: transaction.partitions, by: \.topic)
    return .with {
      $0.transactionalID = transaction.producer.name
      $0.transactionState = TransactionState(transaction).rawValue
      $0.transactionTimeoutMs = transaction.timeoutMilliseconds
      $0.transactionStartTimeMs = transaction.begun
      $0.producerID = transaction.producer.identifier
      $0.producerEpoch = transaction.producer.epoch
      $0.topics = partitions.sorted { $0.key < $1.key }.compactMap { topic, partitions in
        guard call.isAllowed(.describe, .topic(topic)) else { return nil }
        return .with {
          $0.topic = topic
          $0.partitions = partitions.map { Int32(clamping: $0.partition) }
        }
      }
    }
  }

  private static func failed(
    _ name: String, _ error: KafkaError
  ) -> DescribeTransactionsResponse.TransactionState {
    .with {
      $0.transactionalID = name
      $0.errorCode = error
    }
  }
}
