// The listener: accepts connections and gives each its pipeline.

import NIOCore
import NIOPosix
import Synchronization

/// A server for Kafka's clients. Safe because the parts that change are behind the mutex.
package final class KafkaServer: @unchecked Sendable {
  private let node: KafkaNode
  private let host: String
  private let port: Int
  private let budget: MemoryBudget
  private let running: Mutex<Running?> = Mutex(nil)
  private let connectionCount = Atomic(0)

  private struct Running {
    let group: MultiThreadedEventLoopGroup
    let listener: any Channel
  }

  /// A server that is not listening yet. Port 0 takes any free one.
  package init(_ node: KafkaNode, host: String, port: Int) {
    self.node = node
    self.host = host
    self.port = port
    budget = MemoryBudget(byteCount: node.settings.inputBytesMax)
  }

  /// Begins to listen; gives the port.
  package func start() throws -> Int {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: node.settings.loopCount)
    var waiting: [ObjectIdentifier: WaitingFetches] = [:]
    for loop in group.makeIterator() {
      waiting[ObjectIdentifier(loop)] = WaitingFetches(on: loop, log: node.log, time: node.time)
    }
    let fetches = waiting
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(
        .writeBufferWaterMark, value: .init(low: 256 << 10, high: 1 << 20)
      )
      .childChannelInitializer { [self] channel in
        channel.eventLoop.makeCompletedFuture {
          try admit(channel)
          // Safe because the loops of the group are the keys.
          let waiting = fetches[ObjectIdentifier(channel.eventLoop)]!
          try channel.pipeline.syncOperations.addHandlers([
            IdleStateHandler(allTimeout: node.settings.idleTime),
            ConnectionHandler(node, waiting, budget, on: channel.eventLoop),
          ])
        }
      }
    do {
      let listener = try bootstrap.bind(host: host, port: port).wait()
      node.start()
      running.withLock { $0 = Running(group: group, listener: listener) }
      return listener.localAddress?.port ?? port
    } catch {
      group.shutdownGracefully { _ in }
      throw error
    }
  }

  private func admit(_ channel: any Channel) throws {
    guard connectionCount.add(1, ordering: .relaxed).newValue <= node.settings.connectionCountMax
    else {
      connectionCount.subtract(1, ordering: .relaxed)
      throw ChannelError.inappropriateOperationForState
    }
    channel.closeFuture.whenComplete { _ in
      self.connectionCount.subtract(1, ordering: .relaxed)
    }
  }

  /// Stops accepting and closes all connections; what was acknowledged is written. Not to be called on
  /// an event loop.
  package func stop() {
    guard
      let running = running.withLock({ running in
        defer { running = nil }
        return running
      })
    else { return }
    running.listener.close(promise: nil)
    node.stop()
    // Closes the connections; afterwards nothing calls into the log any more.
    try? running.group.syncShutdownGracefully()
  }
}
