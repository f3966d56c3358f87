import NIOHTTP1

/// `POST /heartbeat` and `/lag`: between servers only, and there is one.
enum InternalEndpoint {
  static let routes = ["/heartbeat", "/lag"].map { path in
    Route(.POST, path) { _ throws(HTTPError) in
      throw HTTPError(
        status: .badRequest, code: 40005,
        message: "Can't call internal endpoint on public listener")
    }
  }
}
