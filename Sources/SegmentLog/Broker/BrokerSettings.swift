// What a broker is told when it opens its data folder.

/// What an answer to a write means.
package enum Durability: String, Sendable {
  /// The records are in the page cache: they survive the end of the process; a power failure takes
  /// what the last background sync did not reach.
  case cache
  /// The records are on disk.
  case fsync
}

/// The settings of a broker.
package struct BrokerSettings: Sendable {
  /// The data folder.
  package var folder: String
  package var durability: Durability = .cache
  /// What a second process is told about this one: process id and serving address.
  package var holder: String = ""
  /// The most segment files and mappings that stay open.
  package var openFilesMax = 512
  /// Whether reads check the checksum of every batch.
  package var verifiesChecksums = true
  /// producer.id.expiration.ms: when an idle idempotent producer is forgotten.
  package var producerIdleMilliseconds: Int64 = 86_400_000
  /// transactional.id.expiration.ms: when an idle transactional id is forgotten.
  package var transactionalIdleMilliseconds: Int64 = 604_800_000
  /// transaction.max.timeout.ms: the most that a client may ask for.
  package var transactionTimeoutMillisecondsMax: Int32 = 900_000
  /// The most that a client's compressed batch may decompress to.
  package var decompressedBytesMax = 64 << 20
  /// The size at which the journal is rewritten.
  package var journalBytesMax = 64 << 20
  /// The most distinct keys that one pass of the compaction keeps in memory (24 bytes each).
  package var compactionKeysMax = 4 << 20

  package init(folder: String) { self.folder = folder }
}
