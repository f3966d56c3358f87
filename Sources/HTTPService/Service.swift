// What all endpoints share: the database, the routes, the threads, and whether the server still
// takes requests.

import NIOHTTP1
import Engine
import Synchronization

/// A service behind one port.
///
/// Safe because all but the phase is set once, and the phase is atomic.
final class Service: @unchecked Sendable {
  let database: Database
  let version: String
  let limits: HTTPLimits
  let router = Router(Routes.all)
  let connections = ServedConnections()
  let threads: EndpointThreads
  let gate: Gate
  private let phase = Atomic(0)
  private let queryNumbers = Atomic(0)

  private static let stopping = 1
  private static let terminated = 2

  init(database: Database, version: String, limits: HTTPLimits) {
    self.database = database
    self.version = version
    self.limits = limits
    gate = Gate(database)
    threads = EndpointThreads(count: limits.threadCount)
  }

  var isStopping: Bool { phase.load(ordering: .relaxed) == Service.stopping }

  func stop() { phase.store(Service.stopping, ordering: .relaxed) }

  /// The cluster was terminated: nothing but probes is answered any more.
  func terminate() { phase.store(Service.terminated, ordering: .relaxed) }

  /// The id under which a pull query answers; it cannot be closed by it.
  func nextQueryID() -> String { "query_\(queryNumbers.add(1, ordering: .relaxed).newValue)" }

  /// Refuses what comes after the end.
  func admit(_ request: HTTPRequest) throws(HTTPError) {
    if request.path.first == "chc" { return }
    switch phase.load(ordering: .relaxed) {
    case Service.stopping:
      throw HTTPError(
        status: .serviceUnavailable, code: 50303, message: "The server is shutting down")
    case Service.terminated:
      throw HTTPError(
        status: .serviceUnavailable, code: 50304, message: "The server has been shut down")
    default: break
    }
  }

  /// Runs an endpoint; an error becomes the answer unless the answer has begun.
  func run(_ route: Route, _ exchange: Exchange) {
    threads.run {
      do throws(HTTPError) {
        try await route.run(exchange)
      } catch {
        if !exchange.response.isBegun { error.reply(to: exchange.response) }
      }
    }
  }
}
