// Answers of statements as the JSON entities of the REST API. One entity a statement; statements
// that only change the request's own session have none.

import Engine
import Formats
import Values

enum Entity {
  /// The entities of executed statements.
  static func list(_ statements: [ExecutedStatement]) -> [JSONValue] {
    statements.flatMap { statement in
      if case .script(let inner) = statement.result { return list(inner) }
      return one(statement.result, statementText: statement.text).map { [$0] } ?? []
    }
  }

  /// The entity of one answer; nil when it has none.
  static func one(_ result: StatementResult, statementText: String) -> JSONValue? {
    func entity(_ type: String, _ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
      Entity.entity(type, statementText, members)
    }
    switch result {
    case .done(let outcome): return status(outcome, statementText: statementText)
    case .warning(let message): return entity("warning_entity", ["message": .string(message)])
    case .streams(_, let descriptions?), .tables(_, let descriptions?), .sources(let descriptions):
      return entity("source_descriptions", ["sourceDescriptions": list(descriptions, source)])
    case .streams(let sources, _): return entity("streams", ["streams": list(sources, listing)])
    case .tables(let sources, _): return entity("tables", ["tables": list(sources, listing)])
    case .topics(let topics, let isExtended):
      return entity(
        isExtended ? "kafka_topics_extended" : "kafka_topics",
        ["topics": list(topics) { topic($0, isExtended: isExtended) }])
    case .queries(_, let descriptions?):
      return entity("query_descriptions", ["queryDescriptions": list(descriptions, query)])
    case .queries(let queries, _): return entity("queries", ["queries": list(queries, listing)])
    case .source(let description):
      return entity("sourceDescription", ["sourceDescription": source(description)])
    case .query(let description):
      return entity("queryDescription", ["queryDescription": query(description)])
    case .properties(let properties): return self.properties(properties, statementText)
    case .functions(let functions):
      return entity("function_names", ["functions": list(functions, function)])
    case .function(let description): return function(description, statementText)
    case .types(let types):
      return entity(
        "type_list", ["types": .object(types.map { JSONMember($0.name, schema($0.type)) })])
    case .variables(let variables):
      return entity(
        "variables",
        [
          "variables": list(variables) {
            .object(["name": .string($0.name), "value": .string($0.value)])
          }
        ])
    case .terminatedPushQuery(let id, let wasTerminated):
      return entity(
        "terminate_query", ["queryId": .string(id), "wasTerminated": .bool(wasTerminated)])
    case .topicAsserted(let name, let exists):
      return entity("assert_topic", ["topicName": .string(name), "exists": .bool(exists)])
    case .inserted, .session, .rows, .printed, .script: return nil
    }
  }

  static func entity(
    _ type: String, _ statementText: String, _ members: KeyValuePairs<String, JSONValue?>
  ) -> JSONValue {
    let head = [
      JSONMember("@type", .string(type)), JSONMember("statementText", .string(statementText)),
    ]
    let own = members.compactMap { name, value in value.map { JSONMember(name, $0) } }
    return .object(head + own + [JSONMember("warnings", .array([]))])
  }

  static func list<Item>(_ items: [Item], _ json: (Item) -> JSONValue) -> JSONValue {
    .array(items.map(json))
  }

  static func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }

  // MARK: - Commands

  static func status(_ outcome: CommandOutcome, statementText: String) -> JSONValue {
    entity(
      "currentStatus", statementText,
      [
        "commandId": .string(outcome.commandID), "commandStatus": commandStatus(outcome),
        "commandSequenceNumber": .integer(outcome.sequenceNumber),
      ])
  }

  static func commandStatus(_ outcome: CommandOutcome) -> JSONValue {
    .object([
      "status": .string("SUCCESS"), "message": .string(outcome.message),
      "queryId": text(outcome.queryID),
    ])
  }
}
