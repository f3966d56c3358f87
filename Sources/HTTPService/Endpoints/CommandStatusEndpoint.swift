import Engine
import NIOHTTP1
import Formats

/// `GET /status` and `/status/{type}/{entity}/{action}`: what became of commands.
enum CommandStatusEndpoint {
  static let routes = [
    Route(.GET, "/status") { exchange throws(HTTPError) in
      let ids = exchange.service.database.commandOutcomes(for: exchange.rights).keys.sorted()
      // A command that is known here has been carried out: commands answer when they are done.
      try exchange.reply(
        .object([
          "commandStatuses": .object(ids.map { JSONMember($0, .string("SUCCESS")) })
        ]))
    },
    Route(.GET, "/status/*/*/*") { exchange throws(HTTPError) in
      let id = exchange.request.captures.joined(separator: "/")
      guard
        let outcome = exchange.service.database.commandOutcome(id, for: exchange.rights)
      else {
        throw HTTPError(status: .notFound, code: 40400, message: "Command not found")
      }
      try exchange.reply(Entity.commandStatus(outcome))
    },
  ]
}
