// A thread of the operating system that runs one body to its end.

import Glibc

/// A running thread. `join` waits for its end; a thread that nobody joins keeps running.
package final class WorkerThread: @unchecked Sendable {
  // Safe because `handle` is written once, before anyone else sees the object.
  private var handle = pthread_t()

  /// Starts the body on a new thread with a stack of 8 MiB.
  package init(_ body: @escaping @Sendable () -> Void) {
    final class Body {
      let run: @Sendable () -> Void
      init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
    // The system's `init` makes the memory valid, so no value is assigned before.
    let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
    defer { attributes.deallocate() }
    pthread_attr_init(attributes)
    pthread_attr_setstacksize(attributes, 8 << 20)
    let argument = Unmanaged.passRetained(Body(body)).toOpaque()
    // Signals are for the first thread, which waits for them or is interrupted by them. The new one
    // never gets any because it begins with the mask of this one.
    var (signals, before) = (sigset_t(), sigset_t())
    sigfillset(&signals)
    pthread_sigmask(SIG_BLOCK, &signals, &before)
    let status = pthread_create(
      &handle, attributes,
      { argument in
        // Safe because the pointer is the body retained above, taken once.
        Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue().run()
        return nil
      }, argument)
    pthread_sigmask(SIG_SETMASK, &before, nil)
    precondition(status == 0, "the system refused a thread (\(status))")
    pthread_attr_destroy(attributes)
  }

  /// Waits until the body has returned. Call it once.
  package func join() { pthread_join(handle, nil) }
}
