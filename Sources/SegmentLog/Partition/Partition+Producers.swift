// What the journal is told of a partition, and of its idempotent producers: when they are forgotten,
// and what can be asked.

import Platform

extension Partition {
  /// The least time between two notes in the journal about producers that keep writing. What was
  /// written since is found in the log by a start.
  static let producerNoteMilliseconds: Int64 = 10_000

  /// What the journal should remember of the partition now, as entries. Taken in one step, so that
  /// what lies before the durable end that it names is accounted for. Producers are left out when
  /// the journal was told shortly before and `isForced` is false.
  func takeNotes(now: Int64, isForced: Bool = false) -> [JournalEntry] {
    state.lock()
    defer { state.unlock() }
    var entries: [JournalEntry] = []
    if producers.isDirty,
      isForced || now.subtractingClamped(producersTold) >= Self.producerNoteMilliseconds
    {
      producersTold = now
      entries.append(.producers(key, producers.takeChanges(upTo: end)))
    }
    let checkpoint = PartitionCheckpoint(
      start: start, scanFrom: min(scanFrom, durableEnd), durableEnd: durableEnd,
      compactedEnd: compactedEnd)
    let aborted = transactions.takeUnjournaled()
    if checkpoint != journaled || !aborted.isEmpty {
      journaled = checkpoint
      entries.append(.checkpoint(key, checkpoint, aborted: aborted))
    }
    return entries
  }

  /// Forgets producers that are idle for too long.
  func expireProducers(now: Int64) {
    writing.lock()
    defer { writing.unlock() }
    state.lock()
    defer { state.unlock() }
    producers.expire(
      idleSince: now.subtractingClamped(environment.settings.producerIdleMilliseconds),
      except: transactions.open)
  }

  /// The producers that wrote here lately, by identifier.
  func describeProducers() throws(LogError) -> [ProducerDescription] {
    state.lock()
    defer { state.unlock() }
    if let failure { throw failure }
    var found: [Int64: ProducerDescription] = [:]
    for (producer, window) in producers.windows {
      found[producer] = ProducerDescription(
        identifier: producer, epoch: window.epoch, lastSequence: window.batches.last?.lastSequence,
        lastTimestamp: window.batches.last?.timestamp)
    }
    for open in transactions.open {
      var description =
        found[open.producer] ?? ProducerDescription(identifier: open.producer, epoch: open.epoch)
      description.transactionStart = open.first
      found[open.producer] = description
    }
    return found.values.sorted { $0.identifier < $1.identifier }
  }
}
