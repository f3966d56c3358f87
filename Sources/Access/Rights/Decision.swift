// The answer to "may I?", with what it rests on.

/// Whether a request is allowed.
package struct Decision: Equatable, Sendable {
  package enum Reason: Equatable, Sendable {
    /// The server does not ask who its clients are.
    case securityIsOff
    case superUser
    /// The rules about this pattern decided.
    case rule(ResourcePattern)
    /// Rules speak of the resource; none allows this.
    case noRuleAllows
    /// No rule speaks of the resource.
    case noRules
  }

  package let isAllowed: Bool
  package let reason: Reason

  init(isAllowed: Bool, _ reason: Reason) {
    self.isAllowed = isAllowed
    self.reason = reason
  }
}

extension Decision: CustomStringConvertible {
  /// `denied by the rules about topics that begin with 'orders-'`, for logs.
  package var description: String {
    let verdict = isAllowed ? "allowed" : "denied"
    switch reason {
    case .securityIsOff: return "\(verdict): access control is off"
    case .superUser: return "\(verdict): a super user"
    case .noRuleAllows: return "\(verdict): no rule allows it"
    case .noRules: return "\(verdict): no rule speaks of it"
    case .rule(let pattern):
      let word = pattern.type.word
      switch pattern.patternType {
      case .prefixed: return "\(verdict) by the rules about \(word)s beginning '\(pattern.name)'"
      case .literal where pattern.name == "*": return "\(verdict) by the rules about every \(word)"
      case .literal: return "\(verdict) by the rules about \(word) '\(pattern.name)'"
      }
    }
  }
}
