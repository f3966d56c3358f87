// What is protected, and the patterns by which rules name it.

/// A kind of resource; the raw values are Kafka's numbers.
package enum ResourceType: UInt8, CaseIterable, Sendable {
  case topic = 2
  case group
  case cluster
  case transactionalID

  /// The operations that mean something for it.
  package var operations: OperationSet {
    let all: [AclOperation]
    switch self {
    case .topic:
      all = [
        .read, .write, .create, .delete, .alter, .describe, .describeConfigurations,
        .alterConfigurations,
      ]
    case .group:
      all = [.read, .delete, .describe, .describeConfigurations, .alterConfigurations]
    case .cluster:
      all = [
        .create, .alter, .describe, .clusterAction, .describeConfigurations,
        .alterConfigurations, .idempotentWrite,
      ]
    case .transactionalID:
      all = [.write, .describe]
    }
    return OperationSet(all.map { OperationSet($0) })
  }

  /// As sentences name it.
  package var word: String {
    switch self {
    case .topic: "topic"
    case .group: "group"
    case .cluster: "cluster"
    case .transactionalID: "transactional id"
    }
  }
}

/// A protected thing.
package struct Resource: Hashable, Sendable {
  package let type: ResourceType
  package let name: String

  package init(_ type: ResourceType, _ name: String) {
    self.type = type
    self.name = name
  }

  /// The server itself.
  package static let cluster = Resource(.cluster, "kafka-cluster")

  package static func topic(_ name: String) -> Resource { Resource(.topic, name) }
  package static func group(_ name: String) -> Resource { Resource(.group, name) }
  package static func transactionalID(_ name: String) -> Resource {
    Resource(.transactionalID, name)
  }
}

/// How a pattern's name is meant; the raw values are Kafka's numbers.
package enum PatternType: UInt8, CaseIterable, Sendable {
  /// The resource of this name; `*` is every resource.
  case literal = 3
  /// Every resource whose name begins with it.
  case prefixed = 4
}

/// The resources that a rule is about.
package struct ResourcePattern: Hashable, Sendable {
  package let type: ResourceType
  package let name: String
  package let patternType: PatternType

  /// A pattern; checks the name.
  package init(
    _ type: ResourceType, _ name: String, _ patternType: PatternType = .literal
  ) throws(AccessError) {
    guard !name.isEmpty, name.utf8.count <= AccessLimits.resourceBytesMax else {
      throw AccessError(
        .invalidRequest, "a resource's name has 1 to \(AccessLimits.resourceBytesMax) bytes")
    }
    guard type != .cluster || name == Resource.cluster.name else {
      throw AccessError(
        .invalidRequest, "the only cluster is '\(Resource.cluster.name)', not '\(name)'")
    }
    // Names that look the same may have different bytes outside of ASCII, and a prohibition must
    // meet them all: whole names are compared by characters, beginnings cannot be.
    guard patternType == .literal || name.utf8.allSatisfy({ $0 < 0x80 }) else {
      throw AccessError(.invalidRequest, "a prefixed pattern has ASCII characters only")
    }
    self.init(unchecked: type, name, patternType)
  }

  init(unchecked type: ResourceType, _ name: String, _ patternType: PatternType) {
    self.type = type
    self.name = name
    self.patternType = patternType
  }
}
