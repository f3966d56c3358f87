// The decision, by Kafka's rules: a rule that denies wins over every rule that allows, whatever
// their patterns; without a rule that allows, a request is denied. Only a resource about which no
// rule speaks at all may be left open, when the server is set so.

extension AclTable {
  /// Decides a request by the rules alone.
  package func decision(
    _ principal: Principal, _ host: ClientHost, _ operation: AclOperation, _ resource: Resource,
    allowsEveryoneWithoutRules: Bool = false
  ) -> Decision {
    var allowing: ResourcePattern?
    var denying: ResourcePattern?
    var isSpokenOf = false
    rights(resource.type).forEach(matching: resource.name) { rights, name, patternType in
      isSpokenOf = true
      switch rights.verdict(principal.name, host, operation) {
      case .deny:
        denying = ResourcePattern(unchecked: resource.type, name, patternType)
        return false
      case .allow:
        if allowing == nil {
          allowing = ResourcePattern(unchecked: resource.type, name, patternType)
        }
      case nil: break
      }
      return true
    }
    if let denying { return Decision(isAllowed: false, .rule(denying)) }
    if let allowing { return Decision(isAllowed: true, .rule(allowing)) }
    if isSpokenOf { return Decision(isAllowed: false, .noRuleAllows) }
    return Decision(isAllowed: allowsEveryoneWithoutRules, .noRules)
  }

  /// Decides whether there is any resource of a type, known or not, to which the principal may do
  /// something. Looks at all rules about the type.
  package func decision(
    _ principal: Principal, _ host: ClientHost, _ operation: AclOperation,
    toAny type: ResourceType, allowsEveryoneWithoutRules: Bool = false
  ) -> Decision {
    let all = rights(type)
    var allowing: [ResourcePattern] = []
    var denied: Set<ResourcePattern> = []
    all.forEach { rights, name, patternType in
      let pattern = ResourcePattern(unchecked: type, name, patternType)
      switch rights.verdict(principal.name, host, operation) {
      case .deny: denied.insert(pattern)
      case .allow: allowing.append(pattern)
      case nil: break
      }
    }
    let everything = ResourcePattern(unchecked: type, "*", .literal)
    if denied.contains(everything) { return Decision(isAllowed: false, .rule(everything)) }
    for pattern in allowing {
      // What a pattern allows is open unless a denied pattern covers all of it.
      var covering: ResourcePattern?
      all.forEach(matching: pattern.name) { _, name, patternType in
        guard patternType == .prefixed || pattern.patternType == .literal else { return true }
        let other = ResourcePattern(unchecked: type, name, patternType)
        if denied.contains(other) { covering = other }
        return covering == nil
      }
      if covering == nil || pattern == everything {
        return Decision(isAllowed: true, .rule(pattern))
      }
    }
    if allowsEveryoneWithoutRules { return Decision(isAllowed: true, .noRules) }
    return Decision(isAllowed: false, .noRuleAllows)
  }
}
