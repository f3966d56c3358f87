// The one list of topic settings, by name.

extension TopicSetting {
  static let all: [TopicSetting] = [
    honoured(
      "cleanup.policy", .list, broker: "log.cleanup.policy",
      "What happens to old records: delete drops them by age and size, compact keeps the last one "
        + "of each key; both can be set."),
    fixed(
      "compression.gzip.level", .int, "-1",
      because: "the log compresses with the codec's standard level"),
    fixed(
      "compression.lz4.level", .int, "9",
      because: "the log compresses with the codec's standard level"),
    honoured(
      "compression.type", .string, broker: "compression.type",
      "The codec of stored batches; producer keeps each batch as it was sent."),
    fixed(
      "compression.zstd.level", .int, "3",
      because: "the log compresses with the codec's standard level"),
    honoured(
      "delete.retention.ms", .long, broker: "log.cleaner.delete.retention.ms",
      "How long a compacted topic shows that a key was deleted."),
    fixed(
      "file.delete.delay.ms", .long, "0", alsoTaken: ["60000"],
      because: "files are removed at once, and readers that are in them finish"),
    honoured(
      "flush.messages", .long, broker: "log.flush.interval.messages",
      "Records after which a partition is written to disk; 1 makes every acknowledgement mean disk."
    ),
    honoured(
      "flush.ms", .long, broker: "log.flush.interval.ms",
      "Time after which a partition is written to disk."),
    fixed(
      "follower.replication.throttled.replicas", .list, "",
      because: "there is one node, so nothing is replicated"),
    fixed(
      "index.interval.bytes", .int, "4096", because: "the index has an entry every 4096 bytes"),
    fixed(
      "leader.replication.throttled.replicas", .list, "",
      because: "there is one node, so nothing is replicated"),
    fixed("local.retention.bytes", .long, "-2", because: "all segments are local"),
    fixed("local.retention.ms", .long, "-2", because: "all segments are local"),
    fixed(
      "max.compaction.lag.ms", .long, "9223372036854775807",
      because: "records are compacted when min.cleanable.dirty.ratio says so"),
    honoured(
      "max.message.bytes", .int, broker: "message.max.bytes",
      "The largest batch that is taken, as it is sent."),
    fixed(
      "message.downconversion.enable", .boolean, "false", alsoTaken: ["true"], isShown: false,
      because: "records are sent as they are stored"),
    fixed(
      "message.format.version", .string, "3.0-IV1",
      alsoTaken: ["0.11.0", "0.11.0-IV2"] + (0...8).map { "1.0-IV\($0)" }
        + ["1.0", "1.1", "2.0", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.7", "2.8", "3.0"],
      isShown: false, because: "records are stored in the format of version 0.11 and later"),
    honoured(
      "message.timestamp.after.max.ms", .long, broker: "log.message.timestamp.after.max.ms",
      "How far ahead of the node's clock the time of a record may lie."),
    honoured(
      "message.timestamp.before.max.ms", .long, broker: "log.message.timestamp.before.max.ms",
      "How far behind the node's clock the time of a record may lie."),
    honoured(
      "message.timestamp.type", .string, broker: "log.message.timestamp.type",
      "Whose time a record carries: CreateTime is the producer's, LogAppendTime the node's."),
    honoured(
      "min.cleanable.dirty.ratio", .double, broker: "log.cleaner.min.cleanable.ratio",
      "The share of a log that must be new before it is compacted."),
    honoured(
      "min.compaction.lag.ms", .long, broker: "log.cleaner.min.compaction.lag.ms",
      "How long a record is safe from compaction."),
    fixed(
      "min.insync.replicas", .int, "1", because: "there is one node, so a record has one replica"),
    fixed("preallocate", .boolean, "false", because: "segment files grow as they are written"),
    fixed("remote.storage.enable", .boolean, "false", because: "all segments are local"),
    honoured(
      "retention.bytes", .long, broker: "log.retention.bytes",
      "Bytes of a partition above which old segments are dropped; -1 is no limit."),
    honoured(
      "retention.ms", .long, broker: "log.retention.ms",
      "Age above which segments are dropped; -1 is no limit."),
    honoured(
      "segment.bytes", .int, broker: "log.segment.bytes",
      "Bytes after which a partition begins a new segment file."),
    fixed(
      "segment.index.bytes", .int, "10485760", because: "an index is as large as its segment needs"
    ),
    fixed("segment.jitter.ms", .long, "0", because: "segments end by segment.ms alone"),
    honoured(
      "segment.ms", .long, broker: "log.roll.ms",
      "Time after which a partition begins a new segment file."),
    fixed(
      "unclean.leader.election.enable", .boolean, "false",
      because: "there is one node, which always leads"),
  ]
}
