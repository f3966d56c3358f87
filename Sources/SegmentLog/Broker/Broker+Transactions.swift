// Transactions: the whole commit of a query task in one call, and the long form that begins with
// the first append and is decided later.

import Platform

extension Broker {
  package func openProducer(_ name: String) throws(LogError) -> Producer {
    if let session = existingSession(name) {
      return try session.replace(journal) { (old) throws(LogError) in try nextEpoch(of: old) }
    }
    let first = try journal.append { (state) throws(LogError) in
      let producer = Producer(name: name, identifier: state.nextProducerIdentifier, epoch: 0)
      return (JournalEntry.producer(producer), producer)
    }
    // Safe because `make` always makes one. Whoever opened the name at the same moment is fenced.
    let session = session(name) { ProducerSession(producer: first) }!
    return try session.replace(journal) { (old) throws(LogError) in
      old == first ? first : try nextEpoch(of: old)
    }
  }

  /// Journals the next epoch of a producer, or a new identifier when the epochs are used up.
  private func nextEpoch(of old: Producer) throws(LogError) -> Producer {
    try journal.append { (state) throws(LogError) in
      var next = old
      if old.epoch < Int16.max - 1 {
        next.epoch += 1
      } else {
        next.identifier = state.nextProducerIdentifier
        next.epoch = 0
      }
      return (JournalEntry.producer(next), next)
    }
  }

  /// The session of a name, made from the journal when the producer was opened before this start.
  private func existingSession(_ name: String) -> ProducerSession? {
    session(name) {
      journal.read { $0.producers[name] }.map { ProducerSession(producer: $0) }
    }
  }

  func session(of producer: Producer) throws(LogError) -> ProducerSession {
    guard let session = existingSession(producer.name) else {
      throw LogError(
        .unknownProducer, "producer \(producer.name) was never opened; open it first")
    }
    return session
  }

  @discardableResult
  package func commit(_ transaction: LogTransaction) throws(LogError) -> CommitResult {
    let session = try session(of: transaction.producer)
    let targets = try prepare(transaction.outputs, transaction.producer)
    let progress = ProgressEntry(
      group: transaction.producer.name, offsets: try keyed(transaction.inputs),
      metadata: transaction.metadata)
    let results = try session.commitWhole(
      targets, [progress], by: transaction.producer, journal
    ) { (outputs) throws(LogError) in try syncBeforeDecision(outputs) }
    for target in targets { target.partition.listeners.wake() }
    return CommitResult(outputs: results)
  }

  package func append(
    _ batches: [PartitionRecords], in producer: Producer
  ) throws(LogError)
    -> [AppendResult]
  {
    let session = try session(of: producer)
    let targets = try prepare(batches, producer)
    let results = try session.append(targets, by: producer, journal)
    for target in targets { target.partition.listeners.wake() }
    return results
  }

  private func prepare(
    _ batches: [PartitionRecords], _ producer: Producer
  ) throws(LogError)
    -> [(partition: Partition, run: BatchRun)]
  {
    var targets: [(partition: Partition, run: BatchRun)] = []
    targets.reserveCapacity(batches.count)
    for batch in batches where !batch.records.isEmpty {
      let partition = try partition(batch.partition)
      let run = try prepare(batch.records, for: partition, producer: producer).run
      targets.append((partition, run))
    }
    return targets
  }

  package func commitTransaction(
    of producer: Producer, progress: [String: [TopicPartition: Offset]]
  ) throws(LogError) {
    let session = try session(of: producer)
    var entries: [ProgressEntry] = []
    for (group, offsets) in progress.sorted(by: { $0.key < $1.key }) {
      entries.append(ProgressEntry(group: group, offsets: try keyed(offsets), metadata: nil))
    }
    let partitions = try session.commit(entries, by: producer, journal) {
      (outputs) throws(LogError) in try syncBeforeDecision(outputs)
    }
    for partition in partitions { partition.listeners.wake() }
  }

  package func abortTransaction(of producer: Producer) throws(LogError) {
    let partitions = try session(of: producer).abort(by: producer, journal)
    for partition in partitions { partition.listeners.wake() }
  }

  /// Makes durable what a decision rests on, if its answer has to mean disk; says whether it did.
  /// Inputs need no sync when every topic waits for the disk before it shows records. Where only
  /// some do, what the inputs rest on is synced too: everything.
  func syncBeforeDecision(_ outputs: [Partition]) throws(LogError) -> Bool {
    if environment.settings.durability == .fsync {
      for partition in outputs { try partition.sync(upTo: partition.writtenEnd) }
      return true
    }
    guard outputs.contains(where: \.promisesDisk) else { return false }
    try syncPartitions(allPartitions)
    return true
  }

  /// Progress with partitions by identity.
  func keyed(
    _ offsets: [TopicPartition: Offset]
  ) throws(LogError)
    -> [(key: PartitionKey, offset: Offset)]
  {
    var keyed: [(key: PartitionKey, offset: Offset)] = []
    keyed.reserveCapacity(offsets.count)
    for (name, offset) in offsets { keyed.append((try partition(name).key, offset)) }
    return keyed
  }
}
