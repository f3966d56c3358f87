// What DESCRIBE and EXPLAIN tell.

import Engine
import Formats
import Values

extension Entity {
  static func source(_ source: SourceDescription) -> JSONValue {
    let statistics = source.statistics
    let counters = statistics?.counters.map { "\($0.name): \($0.value)" } ?? []
    return .object([
      "name": .string(source.listing.name), "windowType": text(source.windowType),
      "readQueries": list(source.readQueries, listing),
      "writeQueries": list(source.writeQueries, listing),
      "fields": list(source.fields, field),
      "type": .string(source.listing.isTable ? "TABLE" : "STREAM"),
      "timestamp": .string(source.timestampColumn ?? ""),
      "statistics": .string(counters.joined(separator: "\n")),
      "errorStats": .string(statistics?.problems.joined(separator: "\n") ?? ""),
      "extended": .bool(statistics != nil), "keyFormat": .string(source.listing.keyFormat),
      "valueFormat": .string(source.listing.valueFormat), "topic": .string(source.listing.topic),
      "partitions": .integer(statistics?.partitionCount ?? 0),
      "replication": .integer(statistics == nil ? 0 : 1), "statement": .string(source.statement),
      "queryOffsetSummaries": list(statistics?.groups ?? [], offsets),
      "sourceConstraints": list(source.constraints) { .string($0) },
      "clusterStatistics": .array([]), "clusterErrorStats": .array([]),
    ])
  }

  private static func offsets(_ group: GroupProgress) -> JSONValue {
    .object([
      "groupId": .string(group.group),
      "topicSummaries": .array([
        .object([
          "kafkaTopic": .string(group.topic),
          "offsets": list(group.partitions) { partition in
            .object([
              "partition": .integer(partition.partition),
              "logStartOffset": .integer(partition.start),
              "logEndOffset": .integer(partition.end),
              "consumerOffset": .integer(partition.position),
            ])
          },
        ])
      ]),
    ])
  }

  static func query(_ query: QueryDescription) -> JSONValue {
    let state = query.listing?.state.rawValue
    return .object([
      "id": .string(query.listing?.id ?? ""), "statementText": .string(query.text),
      "windowType": text(query.windowType), "fields": list(query.fields, field),
      "sources": list(query.sources) { .string($0) },
      "sinks": list(query.sinks) { .string($0) }, "topology": .string(query.plan),
      "executionPlan": .string(query.plan),
      "overriddenProperties": .object(
        query.properties.map { JSONMember($0.name, .string($0.value)) }),
      "ksqlHostQueryStatus": .object(state.map { [JSONMember("localhost", .string($0))] } ?? []),
      "queryType": text(query.listing?.kind.rawValue),
      "queryErrors": list(query.errors) { error in
        .object([
          "timestamp": .integer(error.time), "errorMessage": .string(error.message),
          "type": .string(error.type),
        ])
      },
      "tasksMetadata": list(query.progress, task),
      "consumerGroupId": text(query.progress.first?.group), "state": text(state),
    ])
  }

  private static func task(_ progress: GroupProgress) -> JSONValue {
    .object([
      "taskId": .string(progress.topic),
      "topicOffsets": list(progress.partitions) { partition in
        .object([
          "topicPartitionEntity": .object([
            "topic": .string(progress.topic), "partition": .integer(partition.partition),
          ]),
          "endOffset": .integer(partition.end), "committedOffset": .integer(partition.position),
        ])
      },
      "timeCurrentIdlingStarted": .null,
    ])
  }

  // MARK: - Fields and types

  static func field(_ field: FieldDescription) -> JSONValue {
    var role: JSONValue?
    var headerKey: JSONValue?
    switch field.role {
    case .key: role = .string("KEY")
    case .value: break
    case .header(let key):
      role = .string("HEADER")
      headerKey = key.map { .string($0) }
    }
    return .object([
      "name": .string(field.name), "schema": schema(field.type), "type": role,
      "headerKey": headerKey,
    ])
  }

  static func schema(_ type: SQLType) -> JSONValue {
    var fields = JSONValue.null
    var member = JSONValue.null
    var parameters: JSONValue?
    switch type {
    case .struct(let list):
      fields = .array(
        list.map { .object(["name": .string($0.name), "schema": schema($0.type)]) })
    case .array(let element): member = schema(element)
    case .map(_, let value): member = schema(value)
    case .decimal(let precision, let scale):
      parameters = .object(["precision": .integer(precision), "scale": .integer(scale)])
    default: break
    }
    return .object([
      "type": .string(baseName(type)), "fields": fields, "memberSchema": member,
      "parameters": parameters,
    ])
  }

  private static func baseName(_ type: SQLType) -> String {
    String(type.description.prefix { $0 != "(" && $0 != "<" })
  }
}
