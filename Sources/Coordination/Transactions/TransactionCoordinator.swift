// The calls of transactional producers, as Kafka's protocol has them. What a transaction is, and all
// that has to survive, is the log's: here calls are put together from its steps, and what a call
// about several partitions answers for each of them.

package import SegmentLog

/// Why a call about a transaction was refused.
package enum TransactionFault: Error, Equatable, Sendable {
  /// 42: the request makes no sense.
  case invalidRequest
  /// 55: another partition of the request is to blame.
  case notAttempted
  /// 105: nobody uses the transactional id.
  case notFound
  /// What the log said; translate its code.
  case log(LogError)
}

/// The state of a transactional id, by Kafka's names.
package enum TransactionState: String, Sendable, CaseIterable {
  case empty = "Empty"
  case ongoing = "Ongoing"
  case prepareCommit = "PrepareCommit"
  case prepareAbort = "PrepareAbort"
  case completeCommit = "CompleteCommit"
  case completeAbort = "CompleteAbort"

  /// Markers that are missing are what Kafka calls preparing.
  package init(_ transaction: TransactionDescription) {
    switch (transaction.status, transaction.isCompleting) {
    case (.empty, _): self = .empty
    case (.ongoing, _): self = .ongoing
    case (.committed, true): self = .prepareCommit
    case (.aborted, true): self = .prepareAbort
    case (.committed, false): self = .completeCommit
    case (.aborted, false): self = .completeAbort
    }
  }
}

/// Transactions of clients over a log.
package struct TransactionCoordinator: Sendable {
  private let log: Broker

  package init(_ log: Broker) { self.log = log }

  /// InitProducerId. Without a transactional id, a producer of its own (the name is empty) with a new
  /// identifier; with one, its next epoch. `expected` is what the client says it has, if it does.
  package func open(
    _ transactionalId: String?, timeoutMilliseconds: Int32,
    expected: (identifier: Int64, epoch: Int16)? = nil
  ) -> Result<Producer, TransactionFault> {
    if transactionalId == "" { return .failure(.invalidRequest) }
    do throws(LogError) {
      guard let transactionalId else {
        return .success(
          Producer(name: "", identifier: try log.newProducerIdentifier(), epoch: 0))
      }
      return .success(
        try log.openTransaction(
          transactionalId, timeoutMilliseconds: timeoutMilliseconds, expected: expected))
    } catch {
      return .failure(.log(error))
    }
  }

  /// AddPartitionsToTxn: all of them or none. One answer each, nil for those that take part.
  package func add(
    _ partitions: [TopicPartition], to producer: Producer
  ) -> [TransactionFault?] {
    let faults = partitions.map { partition -> TransactionFault? in
      do throws(LogError) {
        _ = try log.offsets(partition)
        guard log.describe(partition.topic)?.configuration.isInternal != true else {
          throw LogError(
            .internalTopic, "\(partition.topic) belongs to a query; write to another topic")
        }
        return nil
      } catch {
        return .log(error)
      }
    }
    if faults.contains(where: { $0 != nil }) { return faults.map { $0 ?? .notAttempted } }
    do throws(LogError) {
      try log.enlist(partitions, in: producer)
      return faults
    } catch {
      return partitions.map { _ in .log(error) }
    }
  }

  /// AddOffsetsToTxn: the group's offsets may be committed with the transaction; nil when all is
  /// well.
  package func add(group: String, to producer: Producer) -> TransactionFault? {
    Self.fault { () throws(LogError) in try log.enlist(group: group, in: producer) }
  }

  /// EndTxn; nil when the transaction has that end.
  package func end(_ producer: Producer, commits: Bool) -> TransactionFault? {
    Self.fault { () throws(LogError) in
      try log.endTransaction(of: producer, commits: commits)
    }
  }

  /// Aborts what is open for too long. Returns when to call again, in wall milliseconds; nil when
  /// no transaction is open. An error of one of them leaves it to the next call.
  package func advance() -> Int64? {
    do throws(LogError) { return try log.expireTransactions() } catch {
      return log.transactions().lazy.filter { $0.status == .ongoing }.map {
        $0.begun + Int64($0.timeoutMilliseconds)
      }.min()
    }
  }

  /// One transactional id.
  package func describe(
    _ transactionalId: String
  ) -> Result<
    TransactionDescription, TransactionFault
  > {
    log.transaction(transactionalId).map { .success($0) } ?? .failure(.notFound)
  }

  /// Transactional ids in some states (nil: all), of some producers (empty: all), whose transaction
  /// runs for at least so long by the given wall clock (negative: any).
  package func list(
    states: Set<TransactionState>? = nil, producers: Set<Int64> = [],
    runningFor milliseconds: Int64 = -1, wall: Int64 = 0
  ) -> [TransactionDescription] {
    log.transactions().filter { transaction in
      (states?.contains(TransactionState(transaction)) ?? true)
        && (producers.isEmpty || producers.contains(transaction.producer.identifier))
        && (milliseconds < 0
          || (transaction.status == .ongoing && wall - transaction.begun >= milliseconds))
    }
  }

  private static func fault(_ body: () throws(LogError) -> Void) -> TransactionFault? {
    do throws(LogError) {
      try body()
      return nil
    } catch {
      return .log(error)
    }
  }
}
