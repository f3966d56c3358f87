// What queries get from the database: names, settings, surroundings.

import Functions
import Operators
import Plan
import Platform
import StateStores

extension Database {
  private var serviceID: String {
    configuration.properties["ksql.service.id"] ?? "default_"
  }

  /// Begins the names of a persistent query's tasks and internal topics.
  func applicationID(of query: String) -> String {
    "_confluent-ksql-" + serviceID
      + (configuration.properties["ksql.persistent.prefix"] ?? "query_") + query
  }

  func transientApplicationID(of query: String) -> String {
    "_confluent-ksql-" + serviceID + query
  }

  /// What pull queries and statements evaluate constants with.
  func functionEnvironment(_ properties: [String: String]) -> FunctionEnvironment {
    FunctionEnvironment(
      time: configuration.time, random: configuration.random, properties: properties)
  }

  /// The surroundings of a query's tasks, shaped by the properties that its plan has kept.
  func services(
    for plan: PhysicalPlan, query: String, snapshots: SnapshotPlace? = nil
  ) -> TaskServices {
    let values = PropertyValues(server: configuration.properties, session: plan.properties)
    var settings = TaskSettings()
    settings.partitioner = configuration.partitioner
    settings.batchRows = configuration.batchSize
    settings.commitNanoseconds =
      (values.integer("ksql.streams.commit.interval.ms") ?? 100) * 1_000_000
    settings.failsOnDeserializationError = values.bool("ksql.fail.on.deserialization.error")
    settings.failsOnInvalidTimestamp = values.bool("ksql.timestamp.throw.on.invalid")
    let reset =
      values.isSet("ksql.streams.auto.offset.reset")
      ? values["ksql.streams.auto.offset.reset"]?.lowercased() : nil
    settings.startsAtEnd =
      (reset ?? (configuration.startsFromEarliest ? "earliest" : "latest")) == "latest"
    settings.tablesFollowReset = reset != nil
    settings.properties = values.overrides
    let budget = values.integer("ksql.query.memory.max.bytes") ?? 4 << 30
    return TaskServices(
      log: log, time: configuration.time, random: configuration.random,
      problems: processingLog.sink(for: query), settings: settings, snapshots: snapshots,
      memory: MemoryBudget(limit: Int(budget)))
  }
}
