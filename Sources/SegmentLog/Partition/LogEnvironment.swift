// What all partitions of a broker share.

import Platform

/// The outside world and the settings, as partitions see them.
struct LogEnvironment: Sendable {
  let fileSystem: any FileSystem
  let time: any TimeSource
  let random: any RandomSource
  let openFiles: OpenFiles
  let settings: BrokerSettings
}

/// A partition as the journal names it: by the topic's identity, so that what was said about a
/// deleted topic never applies to a new one of the same name.
struct PartitionKey: Hashable, Sendable {
  var topic: TopicIdentifier
  var partition: Int32
}
