// All access rules of a server, indexed by resource.

/// The access rules. A check costs a few look-ups, however many rules there are.
package struct AclTable: Equatable, Sendable {
  /// By the place of the type in `ResourceType.allCases`.
  private var types = [TypeRights](repeating: TypeRights(), count: ResourceType.allCases.count)
  package private(set) var count = 0

  package init() {}

  package var isEmpty: Bool { count == 0 }

  package func contains(_ binding: AclBinding) -> Bool {
    types[Self.place(binding.pattern.type)].contains(binding)
  }

  /// The rules that a filter selects, in order.
  package func bindings(matching filter: AclFilter = AclFilter()) -> [AclBinding] {
    var bindings: [AclBinding] = []
    for type in ResourceType.allCases where (filter.resourceType ?? type) == type {
      types[Self.place(type)].forEach { rights, name, patternType in
        let pattern = ResourcePattern(unchecked: type, name, patternType)
        guard filter.matches(pattern) else { return }
        bindings += rights.bindings(pattern).filter(filter.matches)
      }
    }
    return bindings.sorted()
  }

  /// The change that adds a rule; nil when it is there.
  package func addition(of binding: AclBinding) throws(AccessError) -> AccessChange? {
    if contains(binding) { return nil }
    guard count < AccessLimits.rulesMax else {
      throw AccessError(
        .limitReached,
        "there are \(AccessLimits.rulesMax) access rules, which is the maximum")
    }
    return .ruleAdded(binding)
  }

  mutating func add(_ binding: AclBinding) {
    if types[Self.place(binding.pattern.type)].add(binding) { count += 1 }
  }

  mutating func remove(_ binding: AclBinding) {
    if types[Self.place(binding.pattern.type)].remove(binding) { count -= 1 }
  }

  /// The rules about one type.
  func rights(_ type: ResourceType) -> TypeRights { types[Self.place(type)] }

  private static func place(_ type: ResourceType) -> Int {
    Int(type.rawValue - ResourceType.topic.rawValue)
  }
}
