import NIOHTTP1

/// `GET /`: sends browsers to `/info`.
enum RootEndpoint {
  static let route = Route(.GET, "/") { exchange in
    exchange.response.reply(.temporaryRedirect, nil, [], headers: [("location", "/info")])
  }
}
