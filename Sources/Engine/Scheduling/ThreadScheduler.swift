// A fixed pool of threads over one queue of ready tasks. A turn takes about 2 ms, so one lock for
// the queue costs nothing that one could measure.

package import Platform

/// The scheduler of the server.
///
/// Safe because all state is touched only while holding the monitor.
package final class ThreadScheduler: Scheduler, @unchecked Sendable {
  private let monitor = Monitor()
  private let time: any TimeSource
  private var ready: [ScheduledEntry] = []
  private var readyHead = 0
  private var timed: [ScheduledEntry] = []
  private var isStopping = false
  private var threads: [WorkerThread] = []

  package init(workers: Int, time: any TimeSource) {
    self.time = time
    for _ in 0..<max(1, workers) {
      threads.append(WorkerThread { [weak self] in self?.work() })
    }
  }

  package func add(_ entry: ScheduledEntry) { wake(entry) }

  package func wake(_ entry: ScheduledEntry) {
    monitor.withLock { makeReady(entry) }
  }

  package func remove(_ entry: ScheduledEntry) {
    monitor.withLock {
      entry.exclusiveWaiters += 1
      while isRunning(entry) { monitor.wait() }
      entry.exclusiveWaiters -= 1
      entry.state = .removed
      timed.removeAll { $0 === entry }
    }
  }

  package func exclusively<Result>(
    _ entry: ScheduledEntry, _ body: () throws -> Result
  ) rethrows -> Result {
    let before: ScheduledEntry.State = monitor.withLock {
      entry.exclusiveWaiters += 1
      while isRunning(entry) { monitor.wait() }
      entry.exclusiveWaiters -= 1
      let before = entry.state
      if before != .removed { entry.state = .running }
      return before
    }
    defer {
      monitor.withLock {
        let woken = entry.state == .runningAndWoken
        if before != .removed {
          entry.state = .idle
          if woken || before == .ready { makeReady(entry) }
        }
        monitor.wakeAll()
      }
    }
    return try body()
  }

  package func setPaused(_ entry: ScheduledEntry, _ isPaused: Bool) {
    monitor.withLock {
      entry.isPaused = isPaused
      if isPaused {
        while isRunning(entry) { monitor.wait() }
      } else {
        if entry.state == .ready { entry.state = .idle }
        makeReady(entry)
      }
    }
  }

  package func shutDown() {
    monitor.withLock {
      isStopping = true
      monitor.wakeAll()
    }
    for thread in threads { thread.join() }
    threads = []
  }

  // MARK: - Under the lock

  private func isRunning(_ entry: ScheduledEntry) -> Bool {
    entry.state == .running || entry.state == .runningAndWoken
  }

  private func makeReady(_ entry: ScheduledEntry) {
    switch entry.state {
    case .idle:
      entry.state = .ready
      entry.deadline = nil
      guard !entry.isPaused else { return }
      ready.append(entry)
      monitor.wakeOne()
    case .running: entry.state = .runningAndWoken
    case .ready, .runningAndWoken, .removed: break
    }
  }

  /// The next task to run; marks it as running. Nil when stopping.
  private func takeNext() -> ScheduledEntry? {
    monitor.withLock {
      while !isStopping {
        while readyHead < ready.count {
          let entry = ready[readyHead]
          readyHead += 1
          if readyHead > 64 && readyHead * 2 > ready.count {
            ready.removeFirst(readyHead)
            readyHead = 0
          }
          guard entry.state == .ready, !entry.isPaused else { continue }
          entry.state = .running
          return entry
        }
        ready.removeAll(keepingCapacity: true)
        readyHead = 0
        sleepUntilDeadline()
      }
      return nil
    }
  }

  /// Sleeps until work arrives or the earliest deadline, and makes the due ones ready.
  private func sleepUntilDeadline() {
    let now = time.monotonicNanoseconds()
    var earliest = Int64.max
    var due: [ScheduledEntry] = []
    timed.removeAll { entry in
      guard entry.state == .idle, let deadline = entry.deadline else { return true }
      guard deadline <= now else {
        earliest = min(earliest, deadline)
        return false
      }
      due.append(entry)
      return true
    }
    if due.isEmpty {
      monitor.wait(
        milliseconds: earliest == .max ? nil : max(1, (earliest - now + 999_999) / 1_000_000))
    } else {
      for entry in due { makeReady(entry) }
    }
  }

  private func finish(_ entry: ScheduledEntry, _ turn: ScheduledTurn) {
    monitor.withLock {
      let woken = entry.state == .runningAndWoken
      entry.state = .idle
      switch turn {
      case .again: makeReady(entry)
      case .idle(let deadline):
        if woken {
          makeReady(entry)
        } else if let deadline {
          entry.deadline = deadline
          if !timed.contains(where: { $0 === entry }) { timed.append(entry) }
          // A sleeper may have to wake earlier than it planned.
          monitor.wakeOne()
        }
      }
      if entry.exclusiveWaiters > 0 || entry.isPaused { monitor.wakeAll() }
    }
  }

  private func work() {
    while let entry = takeNext() {
      finish(entry, entry.work.runTurn())
    }
  }
}
