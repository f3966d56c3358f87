import NIOHTTP1

/// `GET /chc/ready` and `/chc/live`: for load balancers.
enum ProbeEndpoint {
  static let routes = ["/chc/ready", "/chc/live"].map { path in
    Route(.GET, path, needsLogin: false) { exchange in
      exchange.response.reply(.ok, .json, Array("{}".utf8))
    }
  }
}
