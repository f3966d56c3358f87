// ApiVersions: what is served, from the list of handlers.

import KafkaWire

enum ApiVersionsHandler: DirectHandler {
  static let place = Place.loop

  static func response(to request: ApiVersionsRequest, _ call: Call) -> ApiVersionsResponse {
    .offering(Handlers.isServed)
  }
}
