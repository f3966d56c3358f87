import NIOHTTP1
import Engine

/// `POST /query`: one SELECT as a JSON array with an element a line, or one PRINT as lines.
enum QueryEndpoint {
  static let route = Route(.POST, "/query") { exchange throws(HTTPError) in
    let type = try MediaType.accepted(exchange.request, of: [.versionedJSON, .json, .delimited])
    let request = try KSQLRequest(exchange.body.complete)
    switch try request.query(exchange) {
    case .rows(let stream):
      try await exchange.send(
        stream, type, layout: type == .delimited ? .delimited : .streamedRows)
    case .printed(let lines): await exchange.send(lines, .text)
    }
  }
}

extension KSQLRequest {
  enum Query {
    case rows(QueryStream)
    case printed(any PrintStream)
  }

  /// Starts the one query of the request.
  func query(_ exchange: Exchange) throws(HTTPError) -> Query {
    let outcome = try session(exchange).execute(text, .oneQuery)
    if let error = outcome.error { throw HTTPError(error) }
    switch outcome.executed.last?.result {
    case .rows(let stream): return .rows(stream)
    case .printed(let lines): return .printed(lines)
    default: throw .badRequest("The provided statement does not run a ksql query")
    }
  }
}
