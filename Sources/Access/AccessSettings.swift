/// How a server decides; fixed while it runs.
package struct AccessSettings: Equatable, Sendable {
  /// Whether clients are asked who they are and held to the rules. Off, everything is allowed.
  package var isEnabled: Bool
  /// May do everything, whatever the rules say.
  package var superUsers: Set<Principal>
  /// Kafka's `allow.everyone.if.no.acl.found`.
  package var allowsEveryoneWithoutRules: Bool

  package init(
    isEnabled: Bool = false, superUsers: some Sequence<Principal> = [],
    allowsEveryoneWithoutRules: Bool = false
  ) {
    self.isEnabled = isEnabled
    self.superUsers = Set(superUsers)
    self.allowsEveryoneWithoutRules = allowsEveryoneWithoutRules
  }
}
