// The list of all properties. A new one is one entry.

package enum Settings {
  static let anyCount: ClosedRange<Int64> = 0...Int64.max
  private static let oneProcess = "one process serves everything"
  private static let noReplicas = "the log of this server has one replica"

  /// Every property by declaration.
  package static let all: [Setting] = engine + queries + streams

  static let engine: [Setting] = [
    Setting(
      "ksql.service.id", .text, default: "default_", .server,
      "Part of the names of internal topics and groups."),
    Setting(
      "ksql.persistent.prefix", .text, default: "query_", .server,
      "Part of the application id of persistent queries."),
    Setting(
      "ksql.transient.prefix", .text, default: "transient_", .server,
      "Part of the application id of push queries."),
    Setting(
      "ksql.output.topic.name.prefix", .text, default: "", .session,
      "Put before the default names of sink topics."),
    Setting(
      "ksql.persistence.default.format.key", .text, default: "KAFKA", .session,
      "Key format of statements that name none."),
    Setting(
      "ksql.persistence.default.format.value", .text, default: nil, .session,
      "Value format of statements that name none."),
    Setting(
      "ksql.persistence.wrap.single.values", .boolean, default: nil, .session,
      "Whether a single value column is wrapped in a record, where the format leaves the choice."),
    Setting(
      "ksql.timestamp.throw.on.invalid", .boolean, default: "false", .session,
      "A record without a usable timestamp stops the query instead of being skipped."),
    Setting(
      "ksql.fail.on.deserialization.error", .boolean, default: "false", .session,
      "A record that cannot be read stops the query instead of being skipped."),
    Setting(
      "ksql.variable.substitution.enable", .boolean, default: "true", .session,
      "Whether ${name} is replaced in statements."),
    Setting(
      "ksql.create.or.replace.enabled", .boolean, default: "true", .server,
      "Whether CREATE OR REPLACE is allowed."),
    Setting(
      "ksql.insert.into.values.enabled", .boolean, default: "true", .server,
      "Whether INSERT VALUES is allowed."),
    Setting(
      "ksql.headers.columns.enabled", .boolean, default: "true", .server,
      "Whether header columns may be declared."),
    Setting(
      "ksql.functions.collect_list.limit", .integer(-1...Int64.max), default: nil, .session,
      "Values that COLLECT_LIST keeps; negative = no limit."),
    Setting(
      "ksql.functions.collect_set.limit", .integer(-1...Int64.max), default: nil, .session,
      "Values that COLLECT_SET keeps; negative = no limit."),
    Setting(
      "ksql.functions.substring.legacy.args", .boolean, default: "false", .session,
      "Old argument rules of SUBSTRING.", withoutEffect: "only the present rules exist"),
    Setting(
      "ksql.windowed.session.key.legacy", .boolean, default: "false", .session,
      "Old layout of session keys.", withoutEffect: "only the present layout exists"),
    Setting(
      "ksql.new.query.planner.enabled", .boolean, default: "false", .session,
      "The experimental planner.", withoutEffect: "there is one planner"),
    Setting(
      "ksql.sink.partitions", .integer(anyCount), default: nil, .session,
      "Old way to set the partitions of sinks.", withoutEffect: "use PARTITIONS in WITH"),
    Setting(
      "ksql.sink.replicas", .integer(anyCount), default: nil, .session,
      "Old way to set the replicas of sinks.", withoutEffect: noReplicas),
    Setting(
      "ksql.internal.topic.replicas", .integer(anyCount), default: "1", .server,
      "Replicas of internal topics.", withoutEffect: noReplicas),
    Setting(
      "ksql.query.memory.max.bytes", .integer(1_048_576...Int64.max), default: "4294967296",
      .session,
      "State that one query may hold in memory; a query that needs more is paused."),
  ]

  static let queries: [Setting] = [
    Setting(
      "ksql.query.pull.table.scan.enabled", .boolean, default: "true", .session,
      "Whether a pull query may scan a table."),
    Setting(
      "ksql.query.pull.range.scan.enabled", .boolean, default: "true", .session,
      "Whether a pull query may scan a range of keys."),
    Setting(
      "ksql.query.pull.stream.enabled", .boolean, default: "true", .session,
      "Whether a pull query may read a stream."),
    Setting(
      "ksql.query.pull.limit.clause.enabled", .boolean, default: "true", .session,
      "Whether a pull query may have LIMIT."),
    Setting(
      "ksql.query.pull.max.allowed.offset.lag", .integer(anyCount), default: nil, .session,
      "Staleness that a standby may have.", withoutEffect: noReplicas),
    Setting(
      "ksql.query.pull.enable.standby.reads", .boolean, default: "false", .session,
      "Whether standbys answer.", withoutEffect: noReplicas),
    Setting(
      "ksql.query.push.v2.enabled", .boolean, default: "false", .session,
      "Push queries that share one consumer.",
      withoutEffect:
        "every push query reads the log with a cursor of its own, which costs as little"),
    Setting(
      "ksql.max.push.queries", .integer(0...100_000), default: "100", .server,
      "Push queries that may run at once."),
    Setting(
      "ksql.endpoint.migrate.query", .boolean, default: "true", .session,
      "Which engine serves /query.", withoutEffect: "there is one engine"),
  ]

  static let streams: [Setting] = [
    Setting(
      "ksql.streams.auto.offset.reset", .choice(["earliest", "latest"]), default: "latest",
      .session,
      "Where a new query starts to read; tables start at the beginning unless it is set."),
    Setting(
      "ksql.streams.cache.max.bytes.buffering", .integer(anyCount), default: "0", .session,
      "Above 0 a commit emits the last change of each key instead of every one.",
      withoutEffect: "every change is emitted"),
    Setting(
      "ksql.streams.commit.interval.ms", .integer(0...3_600_000), default: "100", .session,
      "Longest time between two commits of a busy task; an idle one commits at once."),
    Setting(
      "ksql.streams.max.task.idle.ms", .integer(0...3_600_000), default: "0", .session,
      "How long a task waits for records of an input that is at its end.",
      withoutEffect: "the log knows its end exactly"),
    Setting(
      "ksql.streams.processing.guarantee",
      .choice(["at_least_once", "exactly_once", "exactly_once_beta", "exactly_once_v2"]),
      default: "exactly_once_v2", .session,
      "How often a record may count.", withoutEffect: "every query is exactly once"),
    Setting(
      "ksql.streams.num.stream.threads", .integer(1...1024), default: nil, .session,
      "Threads of a query.", withoutEffect: "all queries share the worker threads"),
    Setting(
      "ksql.streams.topology.optimization", .text, default: "all", .session,
      "Sharing of topics.", withoutEffect: "the planner decides"),
    Setting(
      "ksql.streams.buffered.records.per.partition", .integer(anyCount), default: nil, .session,
      "Records read ahead.", withoutEffect: "tasks read the log in place"),
    Setting(
      "ksql.streams.producer.compression.type", .text, default: nil, .session,
      "Compression of results.", withoutEffect: "results are written uncompressed"),
    Setting(
      "ksql.streams.replication.factor", .integer(-1...1), default: "-1", .session,
      "Replicas of internal topics.", withoutEffect: noReplicas),
    Setting(
      "ksql.streams.num.standby.replicas", .integer(0...0), default: "0", .session,
      "Standby copies of state.", withoutEffect: noReplicas),
    Setting(
      "ksql.streams.state.dir", .text, default: nil, .session,
      "Where state is kept.", withoutEffect: "state is kept in the data folder"),
    Setting(
      "ksql.streams.task.timeout.ms", .integer(anyCount), default: nil, .session,
      "How long a task retries.", withoutEffect: oneProcess),
    Setting(
      "ksql.streams.default.timestamp.extractor", .text, default: nil, .session,
      "What becomes of records with a bad timestamp.",
      withoutEffect: "use ksql.timestamp.throw.on.invalid"),
    Setting(
      "ksql.streams.__emit.interval.ms.kstreams.windowed.aggregation__", .integer(anyCount),
      default: "0", .session, "How often closed windows are looked for.",
      withoutEffect: "they are looked for at every record"),
    Setting(
      "ksql.streams.__emit.interval.ms.kstreams.outer.join.spurious.results.fix__",
      .integer(anyCount), default: "0", .session, "How often unmatched rows are looked for.",
      withoutEffect: "they are looked for at every record"),
  ]

  private static let byName: [String: Setting] = Dictionary(
    all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  /// The setting meant by a name: in full, without `ksql.streams.`, or with a client prefix.
  package static func find(_ name: String) -> Setting? {
    if let setting = byName[name] { return setting }
    for prefix in ["ksql.streams.", "ksql.streams.consumer.", "ksql.streams.producer."]
    where name.hasPrefix(prefix) {
      if let setting = byName["ksql.streams." + name.dropFirst(prefix.count)] { return setting }
    }
    for prefix in ["", "consumer.", "producer."] where name.hasPrefix(prefix) {
      if let setting = byName["ksql.streams." + name.dropFirst(prefix.count)] { return setting }
    }
    return nil
  }
}

/// Values of properties: the server's, overlaid by a session's.
package struct PropertyValues: Sendable {
  package var server: [String: String]
  package var session: [String: String]

  package init(server: [String: String] = [:], session: [String: String] = [:]) {
    self.server = server
    self.session = session
  }

  /// The value in force, or the default.
  package subscript(_ name: String) -> String? {
    session[name] ?? server[name] ?? Settings.find(name)?.defaultValue
  }

  /// Whether session or server set it.
  package func isSet(_ name: String) -> Bool { session[name] != nil || server[name] != nil }

  package func bool(_ name: String) -> Bool { self[name]?.lowercased() == "true" }

  package func integer(_ name: String) -> Int64? { self[name].flatMap { Int64($0) } }

  /// All values that differ from the defaults.
  package var overrides: [String: String] { server.merging(session) { $1 } }
}
