// Plain appends: no transaction, visible when they are answered.

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
      throw Self.missingKey(partition.name)
    }
    records.finish(stamp)
    let run = BatchRun(base: records.base, starts: records.starts, used: records.used)
    for index in 0..<run.count {
      try Self.checkSize(
        run.end(of: index) - run.starts[index], partition.name, configuration.batchBytesMax)
    }
    return (run, stamp.appendTime)
  }

  private static func missingKey(_ name: TopicPartition) -> LogError {
    LogError(
      .invalidBatch,
      "a record for \(name) has no key, but \(name.topic) keeps the last record of each key; "
        + "give it a key, or change cleanup.policy")
  }

  private static func checkSize(
    _ count: Int, _ name: TopicPartition, _ limit: Int
  )
    throws(LogError)
  {
    guard count > limit else { return }
    throw LogError(
      .recordTooLarge,
      "a batch of \(count) bytes for \(name) is larger than max.message.bytes (\(limit)); "
        + "send smaller records, or raise the setting")
  }

  package func append(
    encoded: UnsafeRawBufferPointer, to name: TopicPartition, in producer: Producer?
  ) throws(LogError) -> AppendResult {
    let partition = try partition(name)
    let configuration = partition.state.withLock { partition.configuration }
    let time =
      configuration.timestampType == .logAppendTime ? environment.time.wallMilliseconds() : nil
    let copy = GrowableBytes(capacity: encoded.count)
    copy.append(encoded)
    let starts = try Self.check(copy, for: name, configuration, producer, appendTime: time)
    let run = BatchRun(base: copy.base, starts: starts, used: copy.count)
    var result: AppendResult
    if let producer {
      let session = try session(of: producer)
      result = try session.append([(partition, run)], by: producer, journal)[0]
    } else {
      result = try partition.append(run, .plain)
    }
    if let time { result.appendTime = time }
    try partition.syncIfPromised(upTo: result.end)
    partition.listeners.wake()
    return result
  }

  /// Checks what a client sent, batch by batch down to the records, and sets what the log sets.
  /// Returns where the batches begin.
  private static func check(
    _ bytes: GrowableBytes, for name: TopicPartition, _ configuration: TopicConfiguration,
    _ producer: Producer?, appendTime: Int64?
  ) throws(LogError) -> [Int] {
    var starts: [Int] = []
    var position = 0
    let scratch = FetchBuffer(capacity: 16)
    while position < bytes.count {
      let batch = bytes.base + position
      guard let header = BatchHeader(batch, available: bytes.count - position) else {
        throw invalid(name, "it is not a whole record batch of version 2")
      }
      try checkSize(header.byteCount, name, configuration.batchBytesMax)
      guard !header.isControl, header.recordCount == Int(header.lastOffsetDelta) + 1 else {
        throw invalid(name, "its header is not one that clients may send")
      }
      guard header.isTransactional == (producer != nil),
        producer == nil || producer?.identifier == header.producerIdentifier,
        producer == nil || producer?.epoch == header.producerEpoch
      else { throw invalid(name, "its producer does not match the transaction") }
      scratch.reset()
      do throws(BatchFault) {
        try BatchDecoder.decode(batch, header, verifying: true, into: scratch)
      } catch {
        throw invalid(name, error.description)
      }
      if configuration.cleanup.contains(.compact),
        scratch.records.contains(where: { $0.keyLength < 0 })
      {
        throw missingKey(name)
      }
      BatchLayout.store(batch, 12, Int32(0))
      if let appendTime {
        BatchLayout.store(batch, 21, header.attributes | BatchLayout.appendTimeBit)
        BatchLayout.store(batch, 35, appendTime)
        BatchLayout.writeChecksum(batch, byteCount: header.byteCount)
      }
      starts.append(position)
      position += header.byteCount
    }
    guard !starts.isEmpty else { throw invalid(name, "it is empty") }
    return starts
  }

  private static func invalid(_ name: TopicPartition, _ what: String) -> LogError {
    LogError(
      .invalidBatch, "a batch for \(name) is not accepted: \(what); check the client that sent it")
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
