import NIOHTTP1
import Formats

/// `GET /v1/metadata` and `/v1/metadata/id`: version and ids.
enum MetadataEndpoint {
  static let routes = [
    Route(.GET, "/v1/metadata", needsLogin: false) { exchange throws(HTTPError) in
      try exchange.reply(
        .object([
          "version": .string(exchange.service.version), "clusterId": id(exchange.service),
        ]))
    },
    Route(.GET, "/v1/metadata/id", needsLogin: false) { exchange throws(HTTPError) in
      try exchange.reply(id(exchange.service))
    },
  ]

  private static func id(_ service: Service) -> JSONValue {
    .object([
      "id": .string(""),
      "scope": .object([
        "path": .array([]),
        "clusters": .object([
          "kafka-cluster": .string(service.clusterID), "ksql-cluster": .string(service.serviceID),
        ]),
      ]),
    ])
  }
}
