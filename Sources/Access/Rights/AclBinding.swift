// One access rule: who, from where, may or must not do what, to which resources.

/// Whether a rule allows or denies; the raw values are Kafka's numbers.
package enum AclPermission: UInt8, CaseIterable, Sendable {
  case deny = 2
  case allow = 3
}

/// An access rule. Rules have no order and no identity beyond their fields.
package struct AclBinding: Hashable, Sendable {
  package let pattern: ResourcePattern
  package let principal: Principal
  package let host: ClientHost
  package let operation: AclOperation
  package let permission: AclPermission

  package init(
    _ pattern: ResourcePattern, _ principal: Principal, host: ClientHost = .any,
    _ operation: AclOperation, _ permission: AclPermission = .allow
  ) {
    self.pattern = pattern
    self.principal = principal
    self.host = host
    self.operation = operation
    self.permission = permission
  }

  /// A rule as Kafka's clients write it: numbers and texts.
  package init(
    resourceType: Int8, resourceName: String, patternType: Int8, principal: String, host: String,
    operation: Int8, permission: Int8
  ) throws(AccessError) {
    let pattern = try ResourcePattern(
      AclCode.known(resourceType, "resource type"), resourceName,
      AclCode.known(patternType, "pattern type"))
    self.init(
      pattern, try Principal(parsing: principal), host: try ClientHost(rule: host),
      try AclCode.known(operation, "operation"), try AclCode.known(permission, "permission"))
  }
}

extension AclBinding: Comparable {
  /// By resource, then principal, host, operation and permission.
  package static func < (left: AclBinding, right: AclBinding) -> Bool {
    let (a, b) = (left.pattern, right.pattern)
    if a.type != b.type { return a.type.rawValue < b.type.rawValue }
    if a.name != b.name { return a.name < b.name }
    if a.patternType != b.patternType { return a.patternType.rawValue < b.patternType.rawValue }
    if left.principal != right.principal { return left.principal.name < right.principal.name }
    if left.host != right.host { return left.host < right.host }
    if left.operation != right.operation {
      return left.operation.rawValue < right.operation.rawValue
    }
    return left.permission.rawValue < right.permission.rawValue
  }
}

/// Numbers of the wire as cases of ours.
enum AclCode {
  static func known<Case: RawRepresentable<UInt8>>(
    _ code: Int8, _ what: String
  ) throws(AccessError) -> Case {
    guard let value = UInt8(exactly: code), let known = Case(rawValue: value) else {
      throw AccessError(.invalidRequest, "\(what) \(code) is not supported in access rules")
    }
    return known
  }

  /// As `known`, with 1 for "any": nil.
  static func filter<Case: RawRepresentable<UInt8>>(
    _ code: Int8, _ what: String
  ) throws(AccessError) -> Case? {
    code == 1 ? nil : try known(code, what)
  }
}
