// What all handlers share: the log, the groups and transactions over it, the rights, and the threads
// for calls that may wait.

package import Access
package import Coordination
import NIOPosix
package import Platform
package import SegmentLog

/// The node behind the listener.
package final class KafkaNode: Sendable {
  package let log: Broker
  package let groups: GroupCoordinator
  package let transactions: TransactionCoordinator
  package let access: Authorizer
  package let settings: KafkaSettings
  package let time: any TimeSource
  private let threads: NIOThreadPool
  private let deadlines: DeadlineThread

  /// A node over an open log.
  package init(
    log: Broker, access: Authorizer, settings: KafkaSettings = KafkaSettings(),
    groupSettings: GroupSettings = GroupSettings(), time: any TimeSource = SystemTimeSource(),
    random: any RandomSource = SystemRandomSource()
  ) {
    self.log = log
    self.access = access
    self.settings = settings
    self.time = time
    transactions = TransactionCoordinator(log)
    let deadlines = DeadlineThread(time: time)
    self.deadlines = deadlines
    groups = GroupCoordinator(log, groupSettings, time: time, random: random) { moment in
      deadlines.isDue(at: moment)
    }
    threads = NIOThreadPool(numberOfThreads: settings.threadCount)
  }

  /// Begins to watch deadlines and to take calls.
  func start() {
    threads.start()
    deadlines.start { [groups, transactions, time] in
      let now = time.monotonicNanoseconds() / 1_000_000
      let nextOfTransactions = transactions.advance().map { now + $0 - time.wallMilliseconds() }
      // A transaction that begins later announces nothing; a second is soon enough for all.
      return min(groups.advance(), nextOfTransactions ?? .max, now + 1000)
    }
  }

  func stop() {
    deadlines.stop()
    threads.shutdownGracefully { _ in }
  }

  /// Runs a call that may wait.
  func onThread(_ body: @escaping @Sendable () -> Void) {
    threads.submit { _ in body() }
  }

  var nodeIdentifier: Int32 { Int32(clamping: log.nodeIdentifier) }
}
