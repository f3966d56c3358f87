// What a broker's owner has to call from time to time, on a thread of its choice.

import Platform

extension Broker {
  /// Makes everything written so far durable and lets the journal know, so that a start after a
  /// crash scans little. To be called about once a second. Owed markers are tried again first.
  package func sync() throws(LogError) {
    var failure: LogError?
    for session in allSessions {
      do throws(LogError) {
        for partition in try session.pay(journal) { partition.listeners.wake() }
      } catch {
        failure = failure ?? error
      }
    }
    let partitions = allPartitions
    try syncPartitions(partitions)
    for partition in partitions { partition.wakeIfReadableMoved() }
    let entries = checkpoints(of: partitions)
    if !entries.isEmpty { try journal.append(entries) }
    try journal.sync()
    if journal.byteCount > environment.settings.journalBytesMax {
      try journal.rewrite { () throws(LogError) in try settle(allPartitions) }
    }
    if let failure { throw failure }
  }

  /// Rolls, expires and compacts segments by the topics' settings. To be called every few seconds;
  /// it compacts at most one partition a call. A partition that fails does not keep the others
  /// from their turn; the first error is thrown at the end.
  package func runMaintenance() throws(LogError) {
    var failure: LogError?
    var dirtiest: (partition: Partition, ratio: Double)?
    let now = environment.time.wallMilliseconds()
    for partition in allPartitions where !partition.isDeleted {
      partition.expireProducers(now: now)
      do throws(LogError) {
        try partition.rollByTime()
        try partition.expire()
      } catch {
        failure = failure ?? error
      }
      if let ratio = partition.dirtyRatio, ratio > dirtiest?.ratio ?? -1 {
        dirtiest = (partition, ratio)
      }
    }
    do throws(LogError) { try forgetIdleTransactions(now: now) } catch {
      failure = failure ?? error
    }
    if let dirtiest {
      do throws(LogError) { try dirtiest.partition.compact() } catch { failure = failure ?? error }
    }
    if let failure { throw failure }
  }

  /// Syncs those partitions that need it. A partition that was deleted or has failed is left out:
  /// its own calls report that.
  func syncPartitions(_ partitions: [Partition]) throws(LogError) {
    for partition in partitions where partition.needsSync {
      try partition.sync(upTo: partition.writtenEnd)
    }
  }

  /// Journal entries for what changed since the last time.
  func checkpoints(of partitions: [Partition], withProducers: Bool = false) -> [JournalEntry] {
    let now = environment.time.wallMilliseconds()
    return partitions.flatMap { $0.takeNotes(now: now, isForced: withProducers) }
  }

  /// Makes everything durable and says so, while no decision can be written.
  func settle(_ partitions: [Partition]) throws(LogError) -> [JournalEntry] {
    try syncPartitions(partitions)
    return checkpoints(of: partitions, withProducers: true)
  }
}
