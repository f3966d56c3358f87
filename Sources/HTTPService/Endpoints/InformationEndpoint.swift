import Engine
import NIOHTTP1
import Formats

/// `GET /info`: who answers here.
enum InformationEndpoint {
  static let route = Route(.GET, "/info") { exchange throws(HTTPError) in
    let service = exchange.service
    try exchange.reply(
      .object([
        "KsqlServerInfo": .object([
          "version": .string(service.version), "kafkaClusterId": .string(service.clusterID),
          "ksqlServiceId": .string(service.serviceID), "serverStatus": .string("RUNNING"),
        ])
      ]))
  }
}

extension Service {
  /// The log's name as a cluster: there is one, inside of this process.
  var clusterID: String { "millrace" }

  var serviceID: String { database.configuration.properties["ksql.service.id"] ?? "default_" }
}
