import NIOHTTP1

/// The media types that the server writes.
enum MediaType: String, Sendable {
  case json = "application/json"
  case versionedJSON = "application/vnd.ksql.v1+json"
  case delimited = "application/vnd.ksqlapi.delimited.v1"
  case text = "text/plain; charset=utf-8"

  /// The first type that the client names and the endpoint can write; the endpoint's first one
  /// when the client does not mind.
  static func accepted(
    _ request: HTTPRequest, of offered: [MediaType]
  ) throws(HTTPError) -> MediaType {
    let wanted = request.headers[canonicalForm: "accept"]
    guard !wanted.isEmpty else { return offered[0] }
    for item in wanted {
      let name = item.prefix { $0 != ";" }.lowercased()
      if name == "*/*" || name == "application/*" { return offered[0] }
      if let type = offered.first(where: { $0.rawValue == name }) { return type }
    }
    let names = offered.map(\.rawValue).joined(separator: ", ")
    throw HTTPError(
      status: .notAcceptable, code: 40600,
      message: "None of the types in Accept can be written here; there are: \(names)")
  }
}
