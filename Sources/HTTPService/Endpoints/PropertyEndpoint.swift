import Formats
import NIOHTTP1
import Engine

/// `GET /is_valid_property/{name}`: whether a session may set it.
enum PropertyEndpoint {
  static let route = Route(.GET, "/is_valid_property/*") { exchange throws(HTTPError) in
    let name = exchange.request.captures[0]
    let setting = Settings.find(name)
    guard setting != nil || name.hasPrefix("ksql.functions.") else {
      throw .badRequest("Unrecognized property \"\(name)\"")
    }
    guard setting?.scope != .server else {
      throw .badRequest(
        "One or more properties overrides set locally are prohibited by the KSQL server (use UNSET "
          + "to reset their default value): [\(name)]")
    }
    try exchange.reply(.bool(true))
  }
}
