// `POST /inserts-stream`: a line that names the target, then one JSON object a row; every row is
// acknowledged when the log has it. The rows of one piece of the body are appended together.

import Engine
import Formats
import NIOHTTP1
import Platform

enum InsertsStreamEndpoint {
  static let route = Route(.POST, "/inserts-stream", streamsBody: true) {
    exchange throws(HTTPError) in
    guard exchange.request.isHTTP2 else {
      throw HTTPError(
        status: .badRequest, code: 40004,
        message: "This endpoint is only available when using HTTP2")
    }
    let type = try MediaType.accepted(exchange.request, of: [.delimited, .json])
    var lines = BodyLines(exchange.body)
    guard let first = try await lines.next() else {
      throw .badRequest("Invalid JSON in inserts stream: there is no first line")
    }
    let inserter = try target(first, exchange)
    exchange.response.start(type)
    var acks = Acknowledgements(isArray: type == .json)
    do throws(HTTPError) {
      while let batch = try await lines.nextBatch() {
        guard await exchange.response.write(acks.insert(batch, inserter)) else { return }
        if acks.hasFailed { break }
      }
    } catch {
      acks.fail(error)
    }
    _ = await exchange.response.write(acks.end())
    exchange.response.end()
  }

  private static func target(
    _ line: [UInt8], _ exchange: Exchange
  ) throws(HTTPError) -> RowInserter {
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONValue.parse(line)
    } catch {
      throw .badRequest("Invalid JSON in inserts stream: \(error)")
    }
    guard let name = json["target"]?.string else {
      throw .badRequest("Invalid JSON in inserts stream: there is no text in \"target\"")
    }
    try KSQLRequest.set(json["properties"]?.members ?? [], in: exchange.session)
    do throws(DatabaseError) {
      return try RowInserter(
        exchange.service.database, target: name, for: exchange.rights)
    } catch {
      throw HTTPError(error)
    }
  }
}

/// The answers to rows that were inserted.
private struct Acknowledgements {
  private let isArray: Bool
  private var sequence = 0
  private var bytes: [UInt8] = []
  private(set) var hasFailed = false
  private var isFirst = true

  init(isArray: Bool) { self.isArray = isArray }

  /// Inserts rows up to the first bad one; gives the text of their answers.
  mutating func insert(_ lines: [[UInt8]], _ inserter: RowInserter) -> [UInt8] {
    var rows: [JSONValue] = []
    var failure: HTTPError?
    for line in lines {
      let row: JSONValue
      do throws(JSONError) {
        row = try JSONValue.parse(line)
      } catch {
        failure = .badRequest("Invalid JSON in inserts stream: \(error)")
        break
      }
      guard row.members != nil else {
        failure = .badRequest("Invalid JSON in inserts stream: a row is an object")
        break
      }
      rows.append(row)
    }
    let result = inserter.insert(rows)
    for _ in 0..<result.count {
      add(.object(["seq": .integer(sequence), "status": .string("ok")]))
      sequence += 1
    }
    // A row that was refused came before one that could not be read.
    if let error = result.error { failure = HTTPError(error) }
    if let failure { fail(failure) }
    defer { bytes = [] }
    return bytes
  }

  mutating func fail(_ error: HTTPError) {
    hasFailed = true
    add(
      .object([
        "@type": .string("generic_error"), "error_code": .integer(error.code),
        "message": .string(error.message), "seq": .integer(sequence), "status": .string("error"),
      ]))
  }

  mutating func end() -> [UInt8] {
    if isArray { bytes += (isFirst ? "[]" : "]").utf8 }
    return bytes
  }

  private mutating func add(_ json: JSONValue) {
    if isArray { bytes.append(UInt8(ascii: isFirst ? "[" : ",")) }
    isFirst = false
    json.append(to: &bytes)
    if !isArray { bytes.append(UInt8(ascii: "\n")) }
  }
}
