import NIOHTTP1
import Engine
import Formats

/// `POST /ksql`: statements that are not queries, all or none of them valid.
enum StatementEndpoint {
  static let route = Route(.POST, "/ksql") { exchange throws(HTTPError) in
    let type = try MediaType.accepted(exchange.request, of: [.json, .versionedJSON])
    let request = try KSQLRequest(exchange.body.complete)
    if let number = request.sequenceNumber, number >= 0 {
      try check(number, exchange.service.database)
    }
    let session = try request.session(exchange)
    let outcome = session.execute(request.text, .statementsOnly, validatesFirst: true)
    let entities = Entity.list(outcome.executed)
    if let error = outcome.error { throw HTTPError(error, entities: entities) }
    exchange.response.reply(.ok, type, Array(JSONValue.array(entities).description.utf8))
  }

  /// Commands are carried out before they answer, so a number that is not known will not come soon.
  private static func check(_ number: Int, _ database: Database) throws(HTTPError) {
    guard number > database.lastSequenceNumber else { return }
    throw HTTPError(
      status: .serviceUnavailable, code: 50301,
      message: "Timed out while waiting for a previous command to execute. command sequence "
        + "number: \(number)")
  }
}
