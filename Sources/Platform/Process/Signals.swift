// Signals as front doors need them: a server waits for the one that stops it, a shell counts the
// interrupts that its user has sent.

import Glibc
import Synchronization

/// The signals of this process.
package enum Signals {
  private static let interrupts = Atomic<Int>(0)

  /// Keeps SIGINT and SIGTERM from the calling thread and all that it starts from now on, so that
  /// `waitForStop` gets them. Call it before any other thread is there.
  package static func holdStops() {
    var set = stopSet()
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// Waits until the process is told to stop; gives the signal's name.
  package static func waitForStop() -> String {
    var set = stopSet()
    var number: Int32 = 0
    sigwait(&set, &number)
    return number == SIGINT ? "SIGINT" : "SIGTERM"
  }

  /// Whether a stop was sent while they are held; waits up to `milliseconds` for one.
  package static func stopArrived(within milliseconds: Int) -> Bool {
    var set = stopSet()
    var time = timespec(tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000)
    return sigtimedwait(&set, nil, &time) > 0
  }

  /// A reader that has gone shows as a failed write and ends nobody.
  package static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

  /// From now on SIGINT is counted instead of ending the process; calls that wait return early.
  package static func countInterrupts() {
    // Touched here so that the handler never initializes it.
    _ = interrupts.load(ordering: .relaxed)
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      Signals.interrupts.add(1, ordering: .relaxed)
    }
    sigaction(SIGINT, &action, nil)
    // A parent may have left it blocked.
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  /// Interrupts that have arrived so far.
  package static var interruptCount: Int { interrupts.load(ordering: .relaxed) }

  private static func stopSet() -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGINT)
    sigaddset(&set, SIGTERM)
    return set
  }
}
