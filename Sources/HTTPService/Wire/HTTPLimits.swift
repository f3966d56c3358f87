package import NIOCore

/// How much a client may ask of the server; every number bounds memory or time.
package struct HTTPLimits: Sendable {
  /// Bytes of a request body that is read as a whole.
  package var bodyBytesMax = 16 << 20
  /// Bytes of one header, and of all headers of a request.
  package var headerBytesMax = 16 << 10
  package var headersBytesMax = 64 << 10
  package var connectionCountMax = 2000
  /// Requests at a time on one HTTP/2 connection.
  package var streamCountMax = 100
  /// A connection on which nothing moves and no request is being answered is closed after this.
  package var idleTime = TimeAmount.seconds(120)
  /// Bytes of a streamed request body that may wait for its endpoint, after which reading stops.
  package var waitingBodyBytesMax = 1 << 20
  /// Bytes of a refused body that are read and forgotten, so that the client sees the refusal.
  package var discardedBytesMax = 64 << 20
  /// Threads on which endpoints run; a query that waits for rows holds none of them.
  package var threadCount = 16
  /// How long `stop` waits for running requests.
  package var drainMilliseconds: Int64 = 800

  package init() {}
}
