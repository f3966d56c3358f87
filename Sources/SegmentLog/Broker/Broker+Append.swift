// Plain appends by the house itself: no transaction, visible when they are answered. What clients send
// comes in through `Broker+Produce`.

import Platform

extension Broker {
  package func append(
    _ records: RecordBatchBuilder, to partition: TopicPartition
  )
    throws(LogError) -> AppendResult
  {
    try append([PartitionRecords(partition, records)])[0]
  }

  package func append(_ batches: [PartitionRecords]) throws(LogError) -> [AppendResult] {
    var targets: [(partition: Partition, run: BatchRun, time: Int64?)] = []
    for batch in batches {
      let partition = try partition(batch.partition)
      let (run, time) = try prepare(batch.records, for: partition, producer: nil)
      targets.append((partition, run, time))
    }
    var results: [AppendResult] = []
    for target in targets {
      var result = try target.partition.append(target.run, .plain)
      if let time = target.time { result.appendTime = time }
      results.append(result)
    }
    for (target, result) in zip(targets, results) {
      try target.partition.syncIfPromised(upTo: result.end)
    }
    for target in targets { target.partition.listeners.wake() }
    return results
  }

  /// Stamps a builder's batches for a partition, after checking what the topic demands of them.
  func prepare(
    _ records: RecordBatchBuilder, for partition: Partition, producer: Producer?
  )
    throws(LogError) -> (run: BatchRun, appendTime: Int64?)
  {
    let configuration = partition.state.withLock { partition.configuration }
    var stamp = BatchStamp()
    if let producer {
      stamp.producerIdentifier = producer.identifier
      stamp.producerEpoch = producer.epoch
      stamp.isTransactional = true
    }
    if configuration.timestampType == .logAppendTime {
      stamp.appendTime = environment.time.wallMilliseconds()
    }
    if configuration.cleanup.contains(.compact), records.hasNullKey {
      throw LogError.missingKey(partition.name)
    }
    records.finish(stamp)
    let run = BatchRun(base: records.base, starts: records.starts, used: records.used)
    for index in 0..<run.count {
      try LogError.checkSize(
        run.end(of: index) - run.starts[index], partition.name, configuration.batchBytesMax)
    }
    return (run, stamp.appendTime)
  }

  package func deleteRecords(
    _ partition: TopicPartition, before offset: Offset
  )
    throws(LogError)
  {
    let target = try self.partition(partition)
    try target.raiseStart(to: offset)
    // The journal knows the new start before files go: a log whose first segment is missing without
    // that is taken for one that lost it.
    try journal.append(checkpoints(of: [target]))
    if environment.settings.durability == .fsync { try journal.sync() }
    try target.removeSegmentsBelowStart()
  }
}
