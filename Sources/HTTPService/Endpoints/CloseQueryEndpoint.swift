import Engine
import Formats
import NIOHTTP1

/// `POST /close-query`: ends a push query that somebody else reads.
enum CloseQueryEndpoint {
  static let route = Route(.POST, "/close-query") { exchange throws(HTTPError) in
    guard let id = try KSQLRequest.json(exchange.body.complete)["queryId"]?.string else {
      throw .badRequest("Invalid JSON in request: there is no text in \"queryId\"")
    }
    let isClosed: Bool
    do throws(DatabaseError) {
      isClosed = try exchange.service.database.closeQuery(id, for: exchange.rights)
    } catch {
      throw HTTPError(error)
    }
    guard isClosed else { throw .badRequest("No query with id \(id)") }
    exchange.response.reply(.ok, .json, [])
  }
}
