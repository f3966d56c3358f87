import NIOHTTP1
import Formats

extension Exchange {
  /// Answers with JSON, if the client takes it.
  func reply(_ json: JSONValue) throws(HTTPError) {
    let type = try MediaType.accepted(request, of: [.json, .versionedJSON])
    response.reply(.ok, type, Array(json.description.utf8))
  }
}
