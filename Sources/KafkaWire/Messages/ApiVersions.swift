// ApiVersions: which APIs in which versions. The first request of most connections, also before
// authentication. Its answer always has response header 0, and a version from the future is
// answered in the layout of version 0 (`ApiVersionsResponse.unsupportedVersion`). Version 4 equals
// 3 on the wire.

package struct ApiVersionsRequest: WireRequest {
  package typealias Response = ApiVersionsResponse
  package static let api = SupportedAPI(.apiVersions, 0...4, flexible: 3)

  package var clientSoftwareName = ""
  package var clientSoftwareVersion = ""

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&clientSoftwareName, .since(3))
    try wire.field(&clientSoftwareVersion, .since(3))
    try wire.end()
  }
}

package struct ApiVersionsResponse: WireMessage {
  package static let api = ApiVersionsRequest.api

  package var errorCode = KafkaError.noError
  package var apiKeys: [APIRange] = []
  package var throttleTimeMs: Int32 = 0
  package var supportedFeatures: [SupportedFeature] = []
  package var finalizedFeaturesEpoch: Int64 = -1
  package var finalizedFeatures: [FinalizedFeature] = []
  package var zkMigrationReady = false

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&errorCode)
    try wire.field(&apiKeys)
    try wire.field(&throttleTimeMs, .since(1))
    var tags = try wire.beginTags()
    try wire.tagged(0, &tags, &supportedFeatures)
    try wire.tagged(1, &tags, &finalizedFeaturesEpoch, default: -1)
    try wire.tagged(2, &tags, &finalizedFeatures)
    try wire.tagged(3, &tags, &zkMigrationReady)
    try wire.endTags(&tags)
  }
}

extension ApiVersionsResponse {
  package struct APIRange: WireStructure {
    package var apiKey: Int16 = 0
    package var minVersion: Int16 = 0
    package var maxVersion: Int16 = 0

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&apiKey)
      try wire.field(&minVersion)
      try wire.field(&maxVersion)
      try wire.end()
    }
  }

  package struct SupportedFeature: WireStructure {
    package var name = ""
    package var minVersion: Int16 = 0
    package var maxVersion: Int16 = 0

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&name)
      try wire.field(&minVersion)
      try wire.field(&maxVersion)
      try wire.end()
    }
  }

  package struct FinalizedFeature: WireStructure {
    package var name = ""
    package var maxVersionLevel: Int16 = 0
    package var minVersionLevel: Int16 = 0

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&name)
      try wire.field(&maxVersionLevel)
      try wire.field(&minVersionLevel)
      try wire.end()
    }
  }
}
