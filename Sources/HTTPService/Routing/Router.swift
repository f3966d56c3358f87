// From method and path to endpoint. The table is short, so it is searched from its beginning.

import Engine
import NIOHTTP1

/// One endpoint: where it is and what it does.
struct Route: Sendable {
  let method: HTTPMethod
  /// Parts of the path; `*` stands for any one part.
  let path: [String]
  /// Whether the endpoint starts before the body is there.
  let streamsBody: Bool
  /// Whether the endpoint is for users only, when the server has users.
  let needsLogin: Bool
  let run: @Sendable (Exchange) async throws(HTTPError) -> Void

  init(
    _ method: HTTPMethod, _ path: String, streamsBody: Bool = false, needsLogin: Bool = true,
    run: @escaping @Sendable (Exchange) async throws(HTTPError) -> Void
  ) {
    self.method = method
    self.path = path.split(separator: "/").map(String.init)
    self.streamsBody = streamsBody
    self.needsLogin = needsLogin
    self.run = run
  }

  /// What stands for the stars; nil when the path is another one.
  func captures(_ path: [String]) -> [String]? {
    guard path.count == self.path.count else { return nil }
    var captures: [String] = []
    for (pattern, part) in zip(self.path, path) {
      if pattern == "*" {
        captures.append(part)
      } else if pattern != part {
        return nil
      }
    }
    return captures
  }
}

/// A request on its way to an answer.
struct Exchange: Sendable {
  let request: HTTPRequest
  let body: RequestBody
  let response: Response
  let service: Service
  /// What whoever asks may do.
  let rights: SessionRights
}

extension Exchange {
  /// A session for whoever asks.
  var session: Session { service.database.session(dialect: .server, rights: rights) }
}

struct Router: Sendable {
  private let routes: [Route]

  init(_ routes: [Route]) { self.routes = routes }

  func find(_ request: HTTPRequest) throws(HTTPError) -> (Route, HTTPRequest) {
    var methods: [String] = []
    for route in routes {
      guard let captures = route.captures(request.path) else { continue }
      if route.method == request.method || (request.method == .HEAD && route.method == .GET) {
        var request = request
        request.captures = captures
        return (route, request)
      }
      methods.append(route.method.rawValue)
    }
    guard methods.isEmpty else {
      var error = HTTPError(
        status: .methodNotAllowed, code: 40500,
        message: "\(request.method.rawValue) is not possible here; \(methods[0]) is")
      error.headers = [("allow", methods.joined(separator: ", "))]
      throw error
    }
    throw HTTPError.unknownPath
  }
}
