// Fetches of one event loop for which there is not enough yet. A partition has one subscription
// however many wait for it, and the loop one timer: deadlines are rounded up to ticks.

import NIOCore
import Platform
import SegmentLog
import Synchronization

/// The waiting fetches of one event loop. Safe because everything but `Watch.isSignalled` is touched
/// on that loop only.
final class WaitingFetches: @unchecked Sendable {
  /// The subscription to a partition.
  private final class Watch: @unchecked Sendable {
    let isSignalled = Atomic(false)
    var subscription: Subscription?
    var fetches: [WaitingFetch] = []
  }

  private let loop: any EventLoop
  private let log: Broker
  private let time: any TimeSource
  private var watches: [TopicPartition: Watch] = [:]
  private var due: [Int64: [WaitingFetch]] = [:]
  private var timer: (tick: Int64, task: Scheduled<Void>)?

  /// Milliseconds of a tick.
  private static let tickMilliseconds: Int64 = 5

  init(on loop: any EventLoop, log: Broker, time: any TimeSource) {
    self.loop = loop
    self.log = log
    self.time = time
  }

  /// Has `fetch` try again when one of its partitions gets records, and end at its deadline.
  func add(_ fetch: WaitingFetch, milliseconds: Int64) {
    for partition in fetch.partitions { watch(partition).fetches.append(fetch) }
    let now = time.monotonicNanoseconds() / 1_000_000
    fetch.tick = (now + milliseconds) / WaitingFetches.tickMilliseconds + 1
    due[fetch.tick, default: []].append(fetch)
    setTimer(fetch.tick)
    // Records that came between the look at the log and the subscription woke nobody.
    tryAgain([fetch])
  }

  private func watch(_ partition: TopicPartition) -> Watch {
    if let watch = watches[partition] { return watch }
    let watch = Watch()
    watches[partition] = watch
    // A partition that is gone is what the next look at it says.
    watch.subscription = try? log.subscribe(partition) { [weak self, weak watch, loop] in
      guard let watch, !watch.isSignalled.exchange(true, ordering: .acquiringAndReleasing) else {
        return
      }
      loop.execute { [weak self] in self?.isSignalled(watch) }
    }
    return watch
  }

  private func isSignalled(_ watch: Watch) {
    watch.isSignalled.store(false, ordering: .sequentiallyConsistent)
    tryAgain(watch.fetches)
  }

  private func tryAgain(_ fetches: [WaitingFetch]) {
    for fetch in fetches where !fetch.isDone && fetch.attempt(isLast: false) { end(fetch) }
  }

  private func end(_ fetch: WaitingFetch) {
    fetch.isDone = true
    for partition in fetch.partitions {
      guard let watch = watches[partition] else { continue }
      watch.fetches.removeAll { $0 === fetch }
      // A subscription is not kept for later: the topic may be another one by then.
      if watch.fetches.isEmpty { watches[partition] = nil }
    }
    due[fetch.tick]?.removeAll { $0 === fetch }
    if due[fetch.tick]?.isEmpty == true { due[fetch.tick] = nil }
  }

  // MARK: - Deadlines

  private func setTimer(_ tick: Int64) {
    if let timer {
      guard tick < timer.tick else { return }
      timer.task.cancel()
    }
    let delay = tick * WaitingFetches.tickMilliseconds - time.monotonicNanoseconds() / 1_000_000
    let task = loop.scheduleTask(in: .milliseconds(max(0, delay))) { [weak self] in
      self?.timer = nil
      self?.passTime()
    }
    timer = (tick, task)
  }

  private func passTime() {
    let now = time.monotonicNanoseconds() / 1_000_000 / WaitingFetches.tickMilliseconds
    for tick in due.keys.filter({ $0 <= now }).sorted() {
      for fetch in due.removeValue(forKey: tick) ?? [] where !fetch.isDone {
        _ = fetch.attempt(isLast: true)
        end(fetch)
      }
    }
    if let next = due.keys.min() { setTimer(next) }
  }
}

/// A fetch that waits. Touched on its loop only.
final class WaitingFetch {
  let partitions: [TopicPartition]
  fileprivate var isDone = false
  /// When it ends at the latest.
  fileprivate var tick: Int64 = 0
  /// Answers if there is enough, or in any case the last time; whether it did.
  private let body: (_ isLast: Bool) -> Bool

  init(_ partitions: [TopicPartition], _ body: @escaping (_ isLast: Bool) -> Bool) {
    self.partitions = partitions
    self.body = body
  }

  fileprivate func attempt(isLast: Bool) -> Bool { body(isLast) }
}
