// The HTTP endpoint of a database: one port, HTTP/1.1 and HTTP/2, in clear text or over TLS. Event loops move
// bytes; endpoints run on threads of their own, where calls into the engine may block.

package import Engine
import NIOCore
import NIOPosix
import Platform
package import TransportSecurity
import Synchronization

/// A server for one database.
///
/// Safe because the parts that change are behind the mutex.
package final class HTTPServer: @unchecked Sendable {
  private let host: String
  private let port: Int
  private let certificate: ServerCertificate?
  private let service: Service
  private let loops: Mutex<Running?> = Mutex(nil)

  private struct Running {
    let group: MultiThreadedEventLoopGroup
    let listener: any Channel
  }

  /// What clients of TLS are offered.
  package static let protocols = ["h2", "http/1.1"]

  /// A server that is not listening yet. Port 0 takes any free one. With a certificate it speaks
  /// nothing but TLS.
  package init(
    database: Database, host: String, port: Int, version: String = "0.1.0",
    limits: HTTPLimits = HTTPLimits(), certificate: ServerCertificate? = nil
  ) {
    self.certificate = certificate
    self.host = host
    self.port = port
    service = Service(database: database, version: version, limits: limits)
  }

  /// Begins to listen; gives the port.
  package func start() throws -> Int {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let (service, certificate) = (service, certificate)
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 512)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          guard
            !service.isStopping,
            service.connections.add(channel, countMax: service.limits.connectionCountMax)
          else { throw ChannelError.inappropriateOperationForState }
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHandler(IdleStateHandler(allTimeout: service.limits.idleTime))
          if let certificate { try pipeline.addHandler(certificate.handler()) }
          try pipeline.addHandler(ProtocolSniffer(service))
        }
      }
    do {
      let listener = try bootstrap.bind(host: host, port: port).wait()
      loops.withLock { $0 = Running(group: group, listener: listener) }
      return listener.localAddress?.port ?? port
    } catch {
      group.shutdownGracefully { _ in }
      throw error
    }
  }

  /// Stops accepting, ends push queries, lets running requests finish for less than a second, and
  /// closes what is left. Not to be called on an event loop.
  package func stop() {
    guard
      let running = loops.withLock({ running in
        defer { running = nil }
        return running
      })
    else { return }
    service.stop()
    running.listener.close(promise: nil)
    service.connections.drain(
      milliseconds: service.limits.drainMilliseconds,
      time: service.database.configuration.time)
    service.threads.shutDown()
    running.group.shutdownGracefully { _ in }
  }
}
