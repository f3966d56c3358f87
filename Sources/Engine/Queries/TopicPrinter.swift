// PRINT: reads a topic, guesses formats, and turns records into lines. A cursor on the log that
// waits for appends; it holds no thread while it waits in Swift concurrency.

import Operators
import Platform
import SegmentLog

/// The records of a topic as lines.
///
/// Safe because its mutable state is touched only while holding the monitor.
final class TopicPrinter: PrintStream, @unchecked Sendable {
  private let monitor = Monitor()
  private let reader: TopicReader
  private let interval: Int
  private let limit: Int?
  private var guess = FormatGuess()
  private var seen = 0
  private var printed = 0
  private var hasNews = true
  private var isClosed = false
  private var waiters: [CheckedContinuation<Void, Never>] = []
  private var subscriptions: [Subscription] = []

  init(_ reader: TopicReader, interval: Int, limit: Int?) throws(DatabaseError) {
    self.reader = reader
    self.interval = max(1, interval)
    self.limit = limit
    subscriptions = try reader.subscribe { [weak self] in self?.wake() }
  }

  private func wake() {
    let waiting = monitor.withLock {
      hasNews = true
      monitor.wakeAll()
      defer { waiters = [] }
      return waiters
    }
    for waiter in waiting { waiter.resume() }
  }

  func next() async -> [String]? {
    while true {
      guard let lines = poll() else { return nil }
      if !lines.isEmpty { return lines }
      await withCheckedContinuation { continuation in
        let isReady = monitor.withLock {
          if hasNews || isClosed { return true }
          waiters.append(continuation)
          return false
        }
        if isReady { continuation.resume() }
      }
    }
  }

  func waitNext(milliseconds: Int64?) -> [String]? {
    guard let lines = poll() else { return nil }
    if !lines.isEmpty { return lines }
    monitor.withLock {
      if !hasNews && !isClosed { monitor.wait(milliseconds: milliseconds) }
    }
    return poll()
  }

  /// What is there now; nil at the end.
  private func poll() -> [String]? {
    monitor.withLock {
      guard !isClosed else { return nil }
      if let limit, printed >= limit { return nil }
      hasNews = false
      do throws(DatabaseError) {
        return lines(try reader.readRecords())
      } catch {
        isClosed = true
        return [error.message]
      }
    }
  }

  private func lines(_ records: [PrintedRecord]) -> [String] {
    var lines: [String] = []
    for record in records {
      if let limit, printed >= limit { break }
      seen += 1
      guard (seen - 1) % interval == 0 else { continue }
      printed += 1
      lines += guess.lines(for: record)
    }
    return lines
  }

  func close() {
    let ended = monitor.withLock {
      isClosed = true
      defer { subscriptions = [] }
      return subscriptions
    }
    for subscription in ended { subscription.cancel() }
    wake()
  }
}
