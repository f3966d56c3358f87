// What has to happen now and then and may take its time: the log's background sync, retention and
// compaction, snapshots of state, the processing log. One thread of its own, so that no task waits.

import Platform
import SegmentLog

/// The maintenance thread.
///
/// Safe because its state is touched only while holding the monitor.
final class Maintenance: @unchecked Sendable {
  private static let periodMilliseconds: Int64 = 250

  private let broker: Broker
  private let time: any TimeSource
  private let monitor = Monitor()
  private var isStopping = false
  private var jobs: [@Sendable () -> Void] = []
  private var thread: WorkerThread?
  private let pause = Monitor()
  private var lastSync: Int64 = 0
  private var lastCleaning: Int64 = 0

  init(broker: Broker, time: any TimeSource) {
    self.broker = broker
    self.time = time
  }

  func start(_ processingLog: ProcessingLog) {
    thread = WorkerThread { [weak self] in
      while let self, let jobs = self.nextJobs() {
        for job in jobs { job() }
        processingLog.flush()
        self.maintainLog()
      }
    }
  }

  /// Runs a job on the maintenance thread; at once if there is none.
  func enqueue(_ job: @escaping @Sendable () -> Void) {
    let hasThread = monitor.withLock {
      guard thread != nil, !isStopping else { return false }
      jobs.append(job)
      monitor.wakeOne()
      return true
    }
    if !hasThread { job() }
  }

  /// Syncs about once a second, rolls, expires and compacts every few.
  private func maintainLog() {
    let now = time.monotonicNanoseconds()
    do throws(LogError) {
      if now - lastSync >= 1_000_000_000 {
        lastSync = now
        try broker.sync()
      }
      if now - lastCleaning >= 5_000_000_000 {
        lastCleaning = now
        try broker.runMaintenance()
      }
      failure = nil
    } catch {
      // Tried again in a moment; appends that need the disk fail by themselves and say so.
      failure = error
    }
  }

  /// Why the log's upkeep failed last, nil if it did not.
  private(set) var failure: LogError?

  /// Sleeps on the calling thread; wakes early when the database closes.
  func sleep(milliseconds: Int64) {
    pause.withLock { pause.wait(milliseconds: milliseconds) }
  }

  /// Waits for a period or a job; nil when stopping.
  private func nextJobs() -> [@Sendable () -> Void]? {
    monitor.withLock {
      if jobs.isEmpty && !isStopping {
        monitor.wait(milliseconds: Maintenance.periodMilliseconds)
      }
      guard !isStopping else { return nil }
      defer { jobs = [] }
      return jobs
    }
  }

  func stop() {
    monitor.withLock {
      isStopping = true
      monitor.wakeAll()
    }
    pause.withLock { pause.wakeAll() }
    thread?.join()
    thread = nil
  }
}
