// What is open: connections and the requests that are being answered. Stopping the server asks the
// requests to end, waits, and then closes what is left.

import NIOCore
import Platform

/// The open connections and running exchanges of a server.
///
/// Safe because its state is touched only while holding the monitor.
final class ServedConnections: @unchecked Sendable {
  private let monitor = Monitor()
  private var connections: [ObjectIdentifier: any Channel] = [:]
  private var responses: [ObjectIdentifier: Response] = [:]

  var connectionCount: Int { monitor.withLock { connections.count } }

  var responseCount: Int { monitor.withLock { responses.count } }

  /// False when there are as many as there may be.
  func add(_ channel: any Channel, countMax: Int) -> Bool {
    let isAdmitted = monitor.withLock {
      guard connections.count < countMax else { return false }
      connections[ObjectIdentifier(channel)] = channel
      return true
    }
    guard isAdmitted else { return false }
    channel.closeFuture.whenComplete { _ in
      self.monitor.withLock {
        self.connections[ObjectIdentifier(channel)] = nil
        self.monitor.wakeAll()
      }
    }
    return true
  }

  func begin(_ response: Response) {
    monitor.withLock { responses[ObjectIdentifier(response)] = response }
  }

  func end(_ response: Response) {
    monitor.withLock {
      responses[ObjectIdentifier(response)] = nil
      if responses.isEmpty { monitor.wakeAll() }
    }
  }

  /// Asks running responses to end and waits for them, then closes all connections.
  func drain(milliseconds: Int64, time: any TimeSource) {
    for response in monitor.withLock({ Array(responses.values) }) { response.abandon() }
    let deadline = time.monotonicNanoseconds() + milliseconds * 1_000_000
    waitUntil(deadline, time) { responses.isEmpty }
    for channel in monitor.withLock({ Array(connections.values) }) {
      channel.close(promise: nil)
    }
    waitUntil(deadline + 100_000_000, time) { connections.isEmpty }
  }

  private func waitUntil(_ deadline: Int64, _ time: any TimeSource, _ isDone: () -> Bool) {
    monitor.withLock {
      while !isDone() {
        let left = (deadline - time.monotonicNanoseconds()) / 1_000_000
        guard left > 0 else { return }
        monitor.wait(milliseconds: left)
      }
    }
  }
}
