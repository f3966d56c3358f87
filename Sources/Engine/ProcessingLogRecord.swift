// The JSON of one record of the processing log, and the stream that reads it.

import Formats
import Operators

enum ProcessingLogRecord {
  /// Declares the stream over the processing log's topic.
  static let declaration = """
    CREATE STREAM IF NOT EXISTS \(ProcessingLog.stream) (
      logger STRING, level STRING, time BIGINT,
      message STRUCT<type INT, kind STRING, `QUERY` STRING, place STRING, errorMessage STRING,
        `TOPIC` STRING, `partition` INT, `offset` BIGINT, record STRING>)
    WITH (KAFKA_TOPIC = '\(ProcessingLog.topic)', VALUE_FORMAT = 'JSON', PARTITIONS = 1,
      TIMESTAMP = 'TIME');
    """

  static func json(_ problem: RecordProblem, query: String, time: Int64) -> String {
    let type =
      switch problem.kind {
      case .keyDeserialization, .valueDeserialization: 0
      case .production: 2
      default: 1
      }
    let message = JSONValue.object([
      "TYPE": .integer(type), "KIND": .string(problem.kind.rawValue), "QUERY": .string(query),
      "PLACE": .string(problem.place), "ERRORMESSAGE": .string(problem.reason),
      "TOPIC": problem.topic.map { .string($0) },
      "partition": problem.partition.map { .integer($0) },
      "offset": problem.offset.map { .integer($0) },
      "RECORD": problem.bytes.map { .string(String(decoding: $0, as: UTF8.self)) },
    ])
    return JSONValue.object([
      "LOGGER": .string("processing.\(query).\(problem.place)"), "LEVEL": .string("ERROR"),
      "TIME": .integer(time), "MESSAGE": message,
    ]).description
  }
}
