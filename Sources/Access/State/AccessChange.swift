// What can happen to users, rights and quotas. The owner writes a change to its log and applies it
// when it is there; the state is the fold of all changes.

/// One change of the state.
package enum AccessChange: Equatable, Sendable {
  /// Drawn once in the life of a server.
  case decoySecretSet([UInt8])
  case credentialSet(user: String, ScramCredential)
  case credentialRemoved(user: String, ScramMechanism)
  case userRemoved(user: String)
  case ruleAdded(AclBinding)
  case ruleRemoved(AclBinding)
  case quotaSet(QuotaEntity, QuotaKey, Double)
  case quotaRemoved(QuotaEntity, QuotaKey)
}
