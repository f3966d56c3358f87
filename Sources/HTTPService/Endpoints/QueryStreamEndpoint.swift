import NIOHTTP1
import Engine

/// `POST /query-stream`: one SELECT, by default as one JSON array a line.
enum QueryStreamEndpoint {
  static let route = Route(.POST, "/query-stream") { exchange throws(HTTPError) in
    let type = try MediaType.accepted(exchange.request, of: [.delimited, .json, .versionedJSON])
    let request = try KSQLRequest(
      exchange.body.complete, textName: "sql", propertiesName: "properties")
    switch try request.query(exchange) {
    case .rows(let stream):
      let layout: RowLayout =
        switch type {
        case .json: .array
        case .versionedJSON: .streamedRows
        default: .delimited
        }
      try await exchange.send(stream, type, layout: layout)
    case .printed(let lines):
      guard type == .delimited else {
        lines.close()
        throw HTTPError(
          status: .notAcceptable, code: 40600,
          message: "PRINT is written as \(MediaType.delimited.rawValue) only")
      }
      await exchange.send(lines, .delimited)
    }
  }
}
