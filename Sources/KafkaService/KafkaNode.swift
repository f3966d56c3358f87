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
  /// Users, rights and quotas; its authorizer answers questions.
  package let access: AccessControl
  package let settings: KafkaSettings
  package let time: any TimeSource
  private let threads: NIOThreadPool
  private let deadlines: DeadlineThread

  /// A node over an open log and the groups of it.
  package init(
    log: Broker, groups: GroupCoordinator, access: AccessControl,
    settings: KafkaSettings = KafkaSettings(), time: any TimeSource = SystemTimeSource()
  ) {
    self.log = log
    self.groups = groups
    self.access = access
    self.settings = settings
    self.time = time
    transactions = TransactionCoordinator(log)
    deadlines = DeadlineThread(time: time)
    threads = NIOThreadPool(numberOfThreads: settings.threadCount)
  }

  /// Begins to watch deadlines and to take calls.
  func start() {
    threads.start()
    groups.tellDeadlines(to: { [deadlines] moment in deadlines.isDue(at: moment) })
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
