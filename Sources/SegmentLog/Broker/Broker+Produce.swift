// Batches of clients: checked, written as they came, and answered one by one, since the failure of
// one partition is none of the others'.

import Platform

/// What a client sent for one partition.
package struct ClientRecords {
  package var partition: TopicPartition
  /// One record batch. The log writes its offset into it, or more where a topic asks for that.
  package var bytes: UnsafeMutableRawBufferPointer

  package init(_ partition: TopicPartition, _ bytes: UnsafeMutableRawBufferPointer) {
    self.partition = partition
    self.bytes = bytes
  }
}

extension Broker {
  /// Appends what a client sent, and waits for the disk where the topics promise that. The answers
  /// are in the order of the parts.
  package func produce(
    _ parts: [ClientRecords], transactionalId: String? = nil, acceptsZstandard: Bool = true
  ) -> [Result<AppendResult, LogError>] {
    makeDurable(
      append(parts, transactionalId: transactionalId, acceptsZstandard: acceptsZstandard))
  }

  /// The first half of `produce`: nothing waits for the disk. What is written here may be answered
  /// only after `makeDurable`.
  package func append(
    _ parts: [ClientRecords], transactionalId: String?, acceptsZstandard: Bool
  ) -> [Result<AppendResult, LogError>] {
    var written: [Partition] = []
    let results = parts.map { part -> Result<AppendResult, LogError> in
      do throws(LogError) {
        let partition = try partition(part.partition)
        let result = try append(
          part, to: partition, transactionalId: transactionalId, acceptsZstandard: acceptsZstandard)
        if !partition.promisesDisk { written.append(partition) }
        return .success(result)
      } catch {
        return .failure(error)
      }
    }
    for partition in written { partition.listeners.wake() }
    return results
  }

  private func append(
    _ part: ClientRecords, to partition: Partition, transactionalId: String?,
    acceptsZstandard: Bool
  ) throws(LogError) -> AppendResult {
    let configuration = partition.state.withLock { partition.configuration }
    guard !configuration.isInternal else {
      throw LogError(
        .internalTopic,
        "\(partition.name.topic) belongs to a query; write to the topics that the query reads")
    }
    let batch = try ClientBatch(
      part.bytes,
      ClientBatchPolicy(
        name: partition.name, configuration: configuration,
        now: environment.time.wallMilliseconds(),
        decompressedBytesMax: environment.settings.decompressedBytesMax,
        acceptsZstandard: acceptsZstandard))
    let run = BatchRun(base: batch.base, starts: [0], used: batch.byteCount)
    var result: AppendResult
    if batch.header.isTransactional {
      let producer = Producer(
        name: transactionalId ?? "", identifier: batch.header.producerIdentifier,
        epoch: batch.header.producerEpoch)
      result = try session(ofClient: producer).append(run, to: partition, by: producer)
    } else {
      result = try partition.append(run, .plain)
    }
    if !result.isDuplicate { result.appendTime = batch.appendTime }
    return withExtendedLifetime(batch) { result }
  }

  /// Whether `makeDurable` will wait for the disk.
  package func awaitsDisk(_ results: [Result<AppendResult, LogError>]) -> Bool {
    results.contains { result in
      guard case .success(let written) = result else { return false }
      return (try? partition(written.partition))?.awaitsSync(upTo: written.end) ?? false
    }
  }

  /// Waits until what was appended is as durable as its topics promise, and then shows it to
  /// readers. An append whose sync fails becomes a failure.
  package func makeDurable(
    _ results: [Result<AppendResult, LogError>]
  ) -> [Result<AppendResult, LogError>] {
    results.map { result in
      guard case .success(let written) = result else { return result }
      do throws(LogError) {
        let partition = try partition(written.partition)
        try partition.syncIfPromised(upTo: written.end)
        if partition.promisesDisk { partition.listeners.wake() }
        return result
      } catch {
        return .failure(error)
      }
    }
  }
}
