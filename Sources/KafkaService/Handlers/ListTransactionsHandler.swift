// ListTransactions: the transactional ids that a client may see, by state, producer and age.

import Access
import Coordination
import KafkaWire
import Platform
import SegmentLog

enum ListTransactionsHandler: DirectHandler {
  static func response(
    to request: ListTransactionsRequest, _ call: Call
  ) -> ListTransactionsResponse {
    let known = request.stateFilters.compactMap { TransactionState(rawValue: $0) }
    let found = call.node.transactions.list(
      states: request.stateFilters.isEmpty ? nil : Set(known),
      producers: Set(request.producerIDFilters), runningFor: request.durationFilter,
      wall: call.node.time.wallMilliseconds())
    return .with {
      $0.unknownStateFilters = request.stateFilters.filter {
        TransactionState(rawValue: $0) == nil
      }
      $0.transactionStates = found.compactMap { transaction in
        guard call.isAllowed(.describe, .transactionalID(transaction.producer.name)) else {
          return nil
        }
        return .with {
          $0.transactionalID = transaction.producer.name
          $0.producerID = transaction.producer.identifier
          $0.transactionState = TransactionState(transaction).rawValue
        }
      }
    }
  }
}
