// Which rules a client wants to see or to remove.

/// How a filter's resource name selects patterns; the raw values are Kafka's numbers.
package enum PatternFilter: UInt8, Sendable {
  /// Patterns of this very name, of either type.
  case any = 1
  /// Every pattern that the resource of this name falls under.
  case match = 2
  case literal = 3
  case prefixed = 4
}

/// A filter of rules; what is nil selects everything.
package struct AclFilter: Equatable, Sendable {
  package var resourceType: ResourceType?
  package var resourceName: String?
  package var patternFilter = PatternFilter.any
  package var principal: Principal?
  package var host: ClientHost?
  package var operation: AclOperation?
  package var permission: AclPermission?

  /// Every rule.
  package init() {}

  /// One rule.
  package init(exactly binding: AclBinding) {
    resourceType = binding.pattern.type
    resourceName = binding.pattern.name
    patternFilter = binding.pattern.patternType == .prefixed ? .prefixed : .literal
    principal = binding.principal
    host = binding.host
    operation = binding.operation
    permission = binding.permission
  }

  /// A filter as Kafka's clients write it: numbers and texts.
  package init(
    resourceType: Int8, resourceName: String?, patternType: Int8, principal: String?,
    host: String?, operation: Int8, permission: Int8
  ) throws(AccessError) {
    self.resourceType = try AclCode.filter(resourceType, "resource type")
    self.resourceName = resourceName
    patternFilter = try AclCode.known(patternType, "pattern type")
    if let principal { self.principal = try Principal(parsing: principal) }
    if let host { self.host = try ClientHost(rule: host) }
    self.operation = try AclCode.filter(operation, "operation")
    self.permission = try AclCode.filter(permission, "permission")
  }

  /// Whether the filter selects a rule.
  package func matches(_ binding: AclBinding) -> Bool {
    matches(binding.pattern)
      && (principal ?? binding.principal) == binding.principal
      && (host ?? binding.host) == binding.host
      && (operation ?? binding.operation) == binding.operation
      && (permission ?? binding.permission) == binding.permission
  }

  /// Whether the filter selects rules about a pattern.
  func matches(_ pattern: ResourcePattern) -> Bool {
    if let resourceType, resourceType != pattern.type { return false }
    switch patternFilter {
    case .any, .match: break
    case .literal: guard pattern.patternType == .literal else { return false }
    case .prefixed: guard pattern.patternType == .prefixed else { return false }
    }
    guard let name = resourceName else { return true }
    guard patternFilter == .match else { return name == pattern.name }
    switch pattern.patternType {
    case .literal: return pattern.name == name || pattern.name == "*"
    case .prefixed: return name.utf8.starts(with: pattern.name.utf8)
    }
  }
}
