// Users, rights and quotas of a server as one value: the fold of all changes.

package import Platform

/// Everything that access control knows. The owner logs changes and applies them in the same order;
/// decisions read the value.
package struct AccessState: Equatable, Sendable {
  package private(set) var users = UserTable()
  package private(set) var rules = AclTable()
  package private(set) var quotas = QuotaTable()

  package init() {}

  /// The state after some changes.
  package init(applying changes: some Sequence<AccessChange>) {
    for change in changes { apply(change) }
  }

  /// Applies a change. Never fails: what is already so stays so.
  package mutating func apply(_ change: AccessChange) {
    switch change {
    case .decoySecretSet(let secret): users.decoySecret = secret
    case .credentialSet(let user, let credential): users.set(credential, of: user)
    case .credentialRemoved(let user, let mechanism): users.remove(mechanism, of: user)
    case .userRemoved(let user): users.remove(user)
    case .ruleAdded(let binding): rules.add(binding)
    case .ruleRemoved(let binding): rules.remove(binding)
    case .quotaSet(let entity, let key, let limit): quotas.set(limit, key, of: entity)
    case .quotaRemoved(let entity, let key): quotas.remove(key, of: entity)
    }
  }

  /// The changes that make this state from an empty one, in a fixed order: its snapshot, and what a
  /// log is rewritten to when it has grown.
  package var changes: [AccessChange] {
    var changes: [AccessChange] = []
    if !users.decoySecret.isEmpty { changes.append(.decoySecretSet(users.decoySecret)) }
    for name in users.names {
      changes += users.credentials(of: name).map { .credentialSet(user: name, $0) }
    }
    changes += rules.bindings().map { .ruleAdded($0) }
    for (entity, limits) in quotas.entries {
      for key in QuotaKey.allCases {
        if let limit = limits[key] { changes.append(.quotaSet(entity, key, limit)) }
      }
    }
    return changes
  }

  /// The changes that set a user's password for every mechanism; creates the user when it is new.
  /// Takes milliseconds.
  package func changes(
    settingPassword password: String, of user: String,
    iterations: Int = AccessLimits.iterationsDefault, random: any RandomSource
  ) throws(AccessError) -> [AccessChange] {
    let user = try PreparedText.checkedUser(user)
    guard users.contains(user) || users.count < AccessLimits.usersMax else {
      throw AccessError(
        .limitReached, "there are \(AccessLimits.usersMax) users, which is the maximum")
    }
    return try ScramMechanism.allCases.map { mechanism throws(AccessError) in
      let credential = try ScramCredential(
        mechanism: mechanism, password: password, iterations: iterations, random: random)
      return .credentialSet(user: user, credential)
    }
  }

  /// The change that a server makes before its first authentication: the secret behind the decoys of
  /// unknown users. Nil when it was made.
  package func initialChange(random: any RandomSource) -> AccessChange? {
    users.decoySecret.isEmpty ? .decoySecretSet(random.bytes(32)) : nil
  }
}
