// The one list of what is served. Dispatch and the answer to ApiVersions derive from it.

import KafkaWire

enum Handlers {
  static let all: [Route] = [
    Route(ProduceHandler.self),
    Route(FetchHandler.self),
    Route(ListOffsetsHandler.self),
    Route(MetadataHandler.self),
    Route(FindCoordinatorHandler.self),
    Route(SaslHandshakeHandler.self),
    Route(ApiVersionsHandler.self),
    Route(InitProducerIdHandler.self),
    Route(OffsetForLeaderEpochHandler.self),
    Route(SaslAuthenticateHandler.self),
  ]

  private static let byKey: [APIKey: Route] = Dictionary(
    uniqueKeysWithValues: all.map { ($0.api.key, $0) })

  static func find(_ key: APIKey) -> Route? { byKey[key] }

  static func isServed(_ key: APIKey) -> Bool { byKey[key] != nil }
}
