import NIOHTTP1

/// `GET /ws/query`: says where queries are answered.
enum WebSocketEndpoint {
  static let route = Route(.GET, "/ws/query") { _ throws(HTTPError) in
    throw HTTPError(
      status: .notImplemented, code: 50100,
      message: "WebSocket queries are not supported; send the query to POST /query-stream, which "
        + "streams its rows over HTTP/1.1 and HTTP/2")
  }
}
