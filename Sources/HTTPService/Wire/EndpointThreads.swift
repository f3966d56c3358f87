// The threads on which endpoints run. Engine calls may block, so they never run on an event loop
// or on the threads of Swift's own pool. A task that waits gives its thread back.

import NIOPosix

/// A pool of threads as a task executor.
///
/// Safe because the pool takes work from every thread.
final class EndpointThreads: TaskExecutor, @unchecked Sendable {
  private let pool: NIOThreadPool

  init(count: Int) {
    pool = NIOThreadPool(numberOfThreads: count)
    pool.start()
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    // A pool that is shut down still runs what it gets, so that no task is left half done.
    pool.submit { [self] _ in job.runSynchronously(on: asUnownedTaskExecutor()) }
  }

  func run(_ body: @escaping @Sendable () async -> Void) {
    Task(executorPreference: self) { await body() }
  }

  /// Ends the threads once they have nothing to do.
  func shutDown() { pool.shutdownGracefully { _ in } }
}
