// DescribeConfigs: settings of topics (resource type 2) and brokers (4), where they come from and
// what they would be otherwise. Null keys ask for all.

package struct DescribeConfigsRequest: WireRequest {
  package typealias Response = DescribeConfigsResponse
  package static let api = SupportedAPI(.describeConfigs, 0...4, flexible: 4)

  package var resources: [Resource] = []
  package var includeSynonyms = false
  package var includeDocumentation = false

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&resources)
    try wire.field(&includeSynonyms, .since(1))
    try wire.field(&includeDocumentation, .since(3))
    try wire.end()
  }
}

extension DescribeConfigsRequest {
  package struct Resource: WireStructure {
    package var resourceType: Int8 = 0
    package var resourceName = ""
    package var configurationKeys: [String]?

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&resourceType)
      try wire.field(&resourceName)
      try wire.field(&configurationKeys)
      try wire.end()
    }
  }
}

package struct DescribeConfigsResponse: WireMessage {
  package static let api = DescribeConfigsRequest.api

  package var throttleTimeMs: Int32 = 0
  package var results: [Resource] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs)
    try wire.field(&results)
    try wire.end()
  }
}

extension DescribeConfigsResponse {
  package struct Resource: WireStructure {
    package var errorCode = KafkaError.noError
    package var errorMessage: String?
    package var resourceType: Int8 = 0
    package var resourceName = ""
    package var configs: [Config] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&errorCode)
      try wire.field(&errorMessage)
      try wire.field(&resourceType)
      try wire.field(&resourceName)
      try wire.field(&configs)
      try wire.end()
    }
  }

  package struct Config: WireStructure {
    package var name = ""
    package var value: String?
    package var readOnly = false
    package var isDefault = false
    /// 1 topic, 2 broker, 3 all brokers, 4 file, 5 default.
    package var configSource: Int8 = -1
    package var isSensitive = false
    package var synonyms: [Synonym] = []
    /// 1 boolean, 2 string, 3 int, 4 short, 5 long, 6 double, 7 list, 8 class, 9 password.
    package var configType: Int8 = 0
    package var documentation: String?

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&name)
      try wire.field(&value)
      try wire.field(&readOnly)
      try wire.field(&isDefault, .only(0))
      try wire.field(&configSource, .since(1))
      try wire.field(&isSensitive)
      try wire.field(&synonyms, .since(1))
      try wire.field(&configType, .since(3))
      try wire.field(&documentation, .since(3))
      try wire.end()
    }
  }

  package struct Synonym: WireStructure {
    package var name = ""
    package var value: String?
    package var source: Int8 = 0

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&name)
      try wire.field(&value)
      try wire.field(&source)
      try wire.end()
    }
  }
}
