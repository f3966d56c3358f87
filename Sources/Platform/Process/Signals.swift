// Signals as front doors need them: a server waits for the one that stops it, a shell looks whether
// its user has interrupted it or it has been told to leave.
//
// A call that waits for input must not miss a signal that came just before. So both are held back
// while the shell looks whether one is there, and let in only inside of the call that waits.

import Glibc
import Synchronization

/// The signals of this process.
package enum Signals {
  private static let arrived = Atomic<Int>(0)
  private static let taken = Atomic<Int>(0)
  private static let wasTerminated = Atomic<Bool>(false)
  /// The bits of the signals that have a handler.
  private static let caught = Atomic<Int>(0)

  /// What a process that SIGTERM has ended leaves with.
  package static let terminatedStatus: Int32 = 128 + SIGTERM

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

  // MARK: - Interrupts

  /// From now on SIGINT is counted instead of ending the process; calls that wait return early.
  package static func countInterrupts() {
    // Touched here so that the handler never initializes it.
    _ = arrived.load(ordering: .relaxed)
    handle(SIGINT, flags: 0) { _ in Signals.arrived.add(1, ordering: .relaxed) }
  }

  /// From now on the first SIGTERM asks to leave, as an interrupt that is never taken; a second one
  /// ends the process.
  package static func noticeTermination() {
    _ = wasTerminated.load(ordering: .relaxed)
    handle(SIGTERM, flags: Int32(bitPattern: UInt32(SA_RESETHAND))) { _ in
      Signals.wasTerminated.store(true, ordering: .relaxed)
    }
  }

  /// Whether SIGTERM has come.
  package static var mustLeave: Bool { wasTerminated.load(ordering: .relaxed) }

  /// Whether an interrupt has come that nobody has taken, or SIGTERM.
  package static var isInterrupted: Bool {
    arrived.load(ordering: .relaxed) != taken.load(ordering: .relaxed) || mustLeave
  }

  /// What the interrupts so far were meant for has ended.
  package static func takeInterrupts() {
    taken.store(arrived.load(ordering: .relaxed), ordering: .relaxed)
  }

  /// Runs the body with SIGINT and SIGTERM held back, and lets in behind it what came.
  package static func holdingInterrupts<Result>(_ body: () -> Result) -> Result {
    masking(SIG_BLOCK) { _ in body() }
  }

  /// Runs the body, a part of one that holds interrupts back, with interrupts let in.
  package static func lettingInterruptsIn<Result>(_ body: () -> Result) -> Result {
    masking(SIG_UNBLOCK) { _ in body() }
  }

  /// Waits for something to read or the end, with interrupts let in as far as they are handled: false
  /// when there is one, be it from before. The descriptor is one of the first 1024.
  package static func waitForInput(_ descriptor: Int32) -> Bool {
    masking(SIG_BLOCK) { before in
      var open = before
      for number in [SIGINT, SIGTERM] where caught.load(ordering: .relaxed) & 1 << number != 0 {
        sigdelset(&open, number)
      }
      while !isInterrupted {
        var input = fd_set()
        withUnsafeMutableBytes(of: &input) { $0[Int(descriptor) / 8] |= 1 << UInt8(descriptor % 8) }
        // Any other failure is the reader's to find.
        if pselect(descriptor + 1, &input, nil, nil, nil, &open) >= 0 || errno != EINTR {
          return true
        }
      }
      return false
    }
  }

  private static func masking<Result>(_ how: Int32, _ body: (sigset_t) -> Result) -> Result {
    var set = stopSet()
    var before = sigset_t()
    pthread_sigmask(how, &set, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    return body(before)
  }

  private static func handle(
    _ number: Int32, flags: Int32, _ handler: @escaping @convention(c) (Int32) -> Void
  ) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    action.sa_flags = flags
    sigaction(number, &action, nil)
    caught.bitwiseOr(1 << Int(number), ordering: .relaxed)
    // A parent may have left it blocked.
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, number)
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  private static func stopSet() -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGINT)
    sigaddset(&set, SIGTERM)
    return set
  }
}
