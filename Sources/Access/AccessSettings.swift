/// How a server decides; fixed while it runs.
package struct AccessSettings: Equatable, Sendable {
  /// Whether clients are asked who they are and held to the rules. Off, everything is allowed.
  package var isEnabled: Bool
  /// Turns `isEnabled` on when the data folder is opened and has users.
  package var isEnabledByUsers: Bool
  /// May do everything, whatever the rules say.
  package var superUsers: Set<Principal>
  /// Kafka's `allow.everyone.if.no.acl.found`.
  package var allowsEveryoneWithoutRules: Bool

  package init(
    isEnabled: Bool = false, isEnabledByUsers: Bool = false,
    superUsers: some Sequence<Principal> = [], allowsEveryoneWithoutRules: Bool = false
  ) {
    self.isEnabled = isEnabled
    self.isEnabledByUsers = isEnabledByUsers
    self.superUsers = Set(superUsers)
    self.allowsEveryoneWithoutRules = allowsEveryoneWithoutRules
  }
}
