// The items of SHOW statements.

import Engine
import Formats

extension Entity {
  static func listing(_ source: SourceListing) -> JSONValue {
    .object([
      "type": .string(source.isTable ? "TABLE" : "STREAM"), "name": .string(source.name),
      "topic": .string(source.topic), "keyFormat": .string(source.keyFormat),
      "valueFormat": .string(source.valueFormat), "isWindowed": .bool(source.isWindowed),
    ])
  }

  static func topic(_ topic: TopicListing, isExtended: Bool) -> JSONValue {
    .object([
      "name": .string(topic.name),
      // One replica of each partition.
      "replicaInfo": .array(Array(repeating: .integer(1), count: topic.partitionCount)),
      "consumerCount": isExtended ? .integer(topic.consumerCount) : nil,
      "consumerGroupCount": isExtended ? .integer(topic.consumerGroupCount) : nil,
    ])
  }

  static func listing(_ query: QueryListing) -> JSONValue {
    .object([
      "queryString": .string(query.text),
      "sinks": list(query.sink.map { [$0] } ?? []) { .string($0) },
      "sinkKafkaTopics": list(query.sinkTopic.map { [$0] } ?? []) { .string($0) },
      "id": .string(query.id),
      "statusCount": .object([JSONMember(query.state.rawValue, .integer(1))]),
      "queryType": .string(query.kind.rawValue), "state": .string(query.state.rawValue),
    ])
  }

  static func properties(_ properties: [PropertyListing], _ statementText: String) -> JSONValue {
    func names(_ isIncluded: (PropertyListing) -> Bool) -> JSONValue {
      .array(properties.filter(isIncluded).map { .string($0.name) })
    }
    return entity(
      "properties", statementText,
      [
        "properties": list(properties) { property in
          .object([
            "name": .string(property.name), "scope": .string(property.scope),
            "value": text(property.value),
            "level": .string(property.override == "SESSION" ? "QUERY" : "SERVER"),
            "editable": .bool(property.isEditable),
          ])
        },
        "overwrittenProperties": names { $0.override == "SESSION" },
        "defaultProperties": names { $0.override.isEmpty },
      ])
  }

  static func function(_ function: FunctionListing) -> JSONValue {
    .object([
      "name": .string(function.name), "type": .string(function.kind.rawValue),
      "category": .string(function.category),
    ])
  }

  static func function(_ function: FunctionDescription, _ statementText: String) -> JSONValue {
    entity(
      "describe_function", statementText,
      [
        "name": .string(function.name), "description": .string(function.description),
        "author": .string("Millrace"), "version": .string(""), "path": .string("internal"),
        "functions": list(function.variations) { variation in
          .object([
            "arguments": list(variation.arguments) { argument in
              .object([
                "name": .string(argument.name), "type": .string(argument.type),
                "description": .string(argument.description),
                "isVariadic": .bool(argument.isVariadic),
              ])
            },
            "returnType": .string(variation.returnType),
            "description": .string(variation.description),
          ])
        },
        "type": .string(function.kind.rawValue),
        "examples": list(function.examples) {
          .object(["call": .string($0.call), "result": .string($0.result)])
        },
      ])
  }
}
