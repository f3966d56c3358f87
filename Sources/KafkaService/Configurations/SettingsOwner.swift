// Whose settings a request is about: a topic's, or the node's.

import Access
import KafkaWire
import SegmentLog

enum SettingsOwner: Hashable {
  case topic(String)
  case node
  /// All nodes of the cluster: settings that were made while they ran, of which there are none.
  case everyNode

  /// Reads a resource of a request.
  init(type: Int8, _ name: String, _ call: Call) throws(Refusal) {
    switch type {
    case 2: self = .topic(name)
    case 4 where name.isEmpty: self = .everyNode
    case 4:
      guard Int32(name) == call.node.nodeIdentifier else {
        throw Refusal(
          .invalidRequest, "there is no node '\(name)', only \(call.node.nodeIdentifier)")
      }
      self = .node
    default: throw Refusal(.invalidRequest, "resources of type \(type) have no settings here")
    }
  }
}

/// What AlterConfigs and IncrementalAlterConfigs share.
enum SettingsAlteration {
  /// Answers a request, resource by resource: `changes` says, per resource, what is to be done to
  /// which setting.
  static func responses(
    _ resources: [(type: Int8, name: String)], isTrial: Bool, replacesAll: Bool, _ call: Call,
    changes: (Int) throws(Refusal) -> [(name: String, change: SettingChange)]
  ) -> [AlterConfigsResponse.Resource] {
    let repeated = resources.map { "\($0.type) \($0.name)" }.repeated
    return resources.indices.map { index in
      let (type, name) = resources[index]
      let refusal = refusal { () throws(Refusal) in
        guard !repeated.contains("\(type) \(name)") else { throw .duplicate("resource '\(name)'") }
        let owner = try SettingsOwner(type: type, name, call)
        let isAllowed =
          switch owner {
          case .topic(let name): call.isAllowed(.alterConfigurations, .topic(name))
          case .node, .everyNode: call.isAllowed(.alterConfigurations, .cluster)
          }
        guard isAllowed else {
          if case .topic(let name) = owner { throw .denied(name) }
          throw .deniedCluster
        }
        let changes = try changes(index)
        if let name = changes.map(\.name).repeated.sorted().first { throw .duplicate(name) }
        switch owner {
        case .topic(let name):
          try alter(name, changes, isTrial: isTrial, replacesAll: replacesAll, call)
        case .node, .everyNode:
          guard let first = changes.first else { return }
          throw Refusal(
            .invalidConfig,
            "\(first.name) cannot be changed while the node runs; see 'millrace server --help'")
        }
      }
      return .with {
        $0.resourceType = type
        $0.resourceName = name
        $0.errorCode = refusal?.error ?? .noError
        $0.errorMessage = refusal?.sentence
      }
    }
  }

  private static func alter(
    _ topic: String, _ changes: [(name: String, change: SettingChange)], isTrial: Bool,
    replacesAll: Bool, _ call: Call
  ) throws(Refusal) {
    _ = try call.openTopic(topic, for: .alterConfigurations)
    var refused: Refusal?
    try refusing { () throws(LogError) in
      try call.node.log.alterTopic(topic, validatesOnly: isTrial) { present in
        var configuration = replacesAll ? present.withDefaults : present
        refused = refusal { () throws(Refusal) in
          for (name, change) in changes { try configuration.apply(change, to: name) }
        }
        return refused == nil ? configuration : nil
      }
    }
    if let refused { throw refused }
  }
}
