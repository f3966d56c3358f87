// Properties of the session that planning looks at.

/// The properties under which a statement is planned: SET, the server's and the request's.
package struct SessionProperties: Hashable, Sendable {
  package var values: [String: String]

  package init(_ values: [String: String] = [:]) { self.values = values }

  var defaultKeyFormat: String {
    nonEmpty("ksql.persistence.default.format.key")?.uppercased() ?? "KAFKA"
  }

  var defaultValueFormat: String? {
    nonEmpty("ksql.persistence.default.format.value")?.uppercased()
  }

  var wrapsSingleValues: Bool? {
    nonEmpty("ksql.persistence.wrap.single.values").map { $0.lowercased() == "true" }
  }

  var outputTopicPrefix: String { values["ksql.output.topic.name.prefix"] ?? "" }

  var failsOnInvalidTimestamp: Bool { flag("ksql.timestamp.throw.on.invalid", otherwise: false) }

  var scansTables: Bool { flag("ksql.query.pull.table.scan.enabled", otherwise: true) }

  var scansRanges: Bool { flag("ksql.query.pull.range.scan.enabled", otherwise: true) }

  var pullsStreams: Bool { flag("ksql.query.pull.stream.enabled", otherwise: true) }

  var insertsValues: Bool { flag("ksql.insert.into.values.enabled", otherwise: true) }

  var materializesSourceTables: Bool {
    flag("ksql.source.table.materialization.enabled", otherwise: true)
  }

  /// The dialect's newer planner takes a projection without the key as one without a key.
  var mayDropKeys: Bool { flag("ksql.new.query.planner.enabled", otherwise: false) }

  var replaces: Bool { flag("ksql.create.or.replace.enabled", otherwise: true) }

  var activeQueriesMax: Int? {
    nonEmpty("ksql.query.persistent.active.limit").flatMap { Int($0) }
  }

  /// The properties that a stored plan keeps because they shape its run.
  var ofPlan: [String: String] {
    values.filter { name, _ in
      name.hasPrefix("ksql.functions.") || name == "auto.offset.reset"
        || name == "processing.guarantee" || name == "cache.max.bytes.buffering"
        || name.hasPrefix("ksql.streams.") || name == "ksql.nested.error.set.null"
        || name == "ksql.timestamp.throw.on.invalid" || name == "ksql.cast.strings.preserve.nulls"
    }
  }

  private func nonEmpty(_ name: String) -> String? {
    guard let value = values[name], !value.isEmpty else { return nil }
    return value
  }

  private func flag(_ name: String, otherwise: Bool) -> Bool {
    nonEmpty(name).map { $0.lowercased() == "true" } ?? otherwise
  }
}
