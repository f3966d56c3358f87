import Engine
import NIOHTTP1
import Formats

/// `GET /healthcheck`: whether the parts of the server work; always status 200.
enum HealthEndpoint {
  static let route = Route(.GET, "/healthcheck", needsLogin: false) {
    exchange throws(HTTPError) in
    let isHealthy = JSONValue.bool(!exchange.service.database.isClosed)
    let part = JSONValue.object(["isHealthy": isHealthy])
    try exchange.reply(
      .object([
        "isHealthy": isHealthy,
        "details": .object(["metastore": part, "kafka": part, "commandRunner": part]),
        "serverState": .string("READY"),
      ]))
  }
}
