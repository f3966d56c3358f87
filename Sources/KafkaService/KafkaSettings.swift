// How the node presents itself to Kafka's clients, and how much they may ask of it.

package import NIOCore

/// Settings of the Kafka listener; the limits bound memory or time.
package struct KafkaSettings: Sendable {
  /// The address that clients are told, nil for the one that each of them reached.
  package var advertised: HostPort?
  /// auto.create.topics.enable
  package var createsTopics = true
  /// num.partitions, for topics that are created without a number
  package var partitionCount = 1
  /// delete.topic.enable
  package var deletesTopics = true
  /// Whether clients have to say who they are.
  package var requiresAuthentication = false
  /// Event loops.
  package var loopCount = 2
  /// Threads for calls that may wait.
  package var threadCount = 8

  package var connectionCountMax = 10_000
  /// socket.request.max.bytes
  package var frameBytesMax = 104_857_600
  /// Of a client that has not said who it is.
  package var unknownFrameBytesMax = 64 << 10
  /// Bytes of frames that are being read, over all connections.
  package var inputBytesMax = 512 << 20
  /// The most bytes of records in one answer; a first batch may be larger.
  package var fetchBytesMax = 4 << 20
  /// connections.max.idle.ms
  package var idleTime = TimeAmount.minutes(10)
  /// The longest wait of a fetch.
  package var fetchWaitMillisecondsMax: Int64 = 300_000

  package init() {}
}

/// A host and a port as clients are told them.
package struct HostPort: Hashable, Sendable {
  package var host: String
  package var port: Int

  package init(_ host: String, _ port: Int) {
    self.host = host
    self.port = port
  }

  /// Reads `host:port`, with brackets around an address of IPv6.
  package init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
      1...65535 ~= port
    else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    guard !host.isEmpty else { return nil }
    self.init(String(host), port)
  }
}
