// `POST /topics/{name}/records`: plain records into a topic, one JSON line each, for `produce`.
//
// A line is `{"key":…,"value":…,"timestamp":…,"partition":…}`; all but the value may be missing.
// Texts are written as their bytes, other values as JSON, null as no bytes. A key is written in the
// key format of the source declared over the topic if that has one key column. With `?lines=values`
// a line is the value itself, and `key` and `timestamp` name the fields that give the rest.
// `partitions=n` creates a missing topic.

import NIOHTTP1
import Engine
import Formats

enum TopicRecordsEndpoint {
  static let route = Route(.POST, "/topics/*/records", streamsBody: true) {
    exchange throws(HTTPError) in
    let request = exchange.request
    let topic = request.captures[0]
    let isPlain = request.parameter("lines") == "values"
    let partitions = try request.parameter("partitions").map { text throws(HTTPError) in
      guard let count = Int(text), 1...10_000 ~= count else {
        throw .badRequest("'partitions' must be a number from 1 to 10000")
      }
      return count
    }
    var count = 0
    var lines = BodyLines(exchange.body)
    let records = try Records(
      exchange, topic, partitions, key: isPlain ? request.parameter("key") : "key",
      timestamp: isPlain ? request.parameter("timestamp") : "timestamp")
    while let batch = try await lines.nextBatch() {
      count += try isPlain ? records.writePlain(batch) : records.write(batch)
    }
    try exchange.reply(.object(["topic": .string(topic), "count": .integer(count)]))
  }

  /// The topic as it is written to by one request, one thread at a time.
  private final class Records {
    private let writer: TopicWriter
    private let records: RecordLines

    init(
      _ exchange: Exchange, _ topic: String, _ partitions: Int?, key: String?, timestamp: String?
    ) throws(HTTPError) {
      let database = exchange.service.database
      do throws(DatabaseError) {
        writer = try database.writer(
          topic: topic, createWith: partitions, for: exchange.rights)
        records = try RecordLines(
          database, topic: topic, keyField: key, timestampField: timestamp)
      } catch {
        throw HTTPError(error)
      }
    }

    func writePlain(_ lines: [[UInt8]]) throws(HTTPError) -> Int {
      do throws(DatabaseError) {
        try records.forEach(lines) { key, value, timestamp throws(DatabaseError) in
          try writer.append(key: key, value: value, timestamp: timestamp)
        }
        try writer.flush()
      } catch {
        throw HTTPError(error)
      }
      return lines.count
    }

    func write(_ lines: [[UInt8]]) throws(HTTPError) -> Int {
      var parsed: [JSONValue] = []
      for line in lines {
        do throws(JSONError) {
          parsed.append(try JSONValue.parse(line))
        } catch {
          throw .badRequest("a record cannot be read: \(error)")
        }
      }
      var index = 0
      do throws(DatabaseError) {
        try records.forEach(lines) { key, _, timestamp throws(DatabaseError) in
          let record = parsed[index]
          index += 1
          let value = Records.bytes(record["value"] ?? .null)
          try value.withUnsafeBytesIfPresent { bytes throws(DatabaseError) in
            try writer.append(
              key: record["key"]?.isNull ?? true ? nil : key, value: bytes, timestamp: timestamp,
              partition: record["partition"]?.int)
          }
        }
        try writer.flush()
      } catch {
        throw HTTPError(error)
      }
      return lines.count
    }

    private static func bytes(_ value: JSONValue) -> [UInt8]? {
      switch value {
      case .null: nil
      case .string(let text): Array(text.utf8)
      default: Array(value.description.utf8)
      }
    }
  }
}

extension Optional<[UInt8]> {
  fileprivate func withUnsafeBytesIfPresent(
    _ body: (UnsafeRawBufferPointer?) throws(DatabaseError) -> Void
  ) throws(DatabaseError) {
    guard let bytes = self else { return try body(nil) }
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(DatabaseError) in try body(buffer) }
    }
    try result.get()
  }
}
