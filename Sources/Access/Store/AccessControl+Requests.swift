// What administrators ask for, each request decided and written as one. The front door has checked
// that the one who asks may do so.

extension AccessControl {
  /// Kafka's `AlterUserScramCredentials`: one outcome a user; what succeeds is written together.
  package func alter(
    _ alterations: [CredentialAlteration]
  ) throws(AccessError) -> [CredentialOutcome] {
    try update { state throws(AccessError) in
      let outcomes = state.users.outcomes(of: alterations)
      return (outcomes.flatMap { (try? $0.result.get()) ?? [] }, outcomes)
    }
  }

  /// Removes a user with all its credentials. Rules that name it stay.
  package func removeUser(_ user: String) throws(AccessError) {
    try change { state throws(AccessError) in
      guard state.users.contains(user) else {
        throw AccessError(.notFound, "there is no user '\(user)'")
      }
      return [.userRemoved(user: user)]
    }
  }

  /// Kafka's `CreateAcls`: adds rules; those that are there stay. All or none.
  package func add(_ bindings: [AclBinding]) throws(AccessError) {
    try change { state throws(AccessError) in
      var rules = state.rules
      var changes: [AccessChange] = []
      for binding in bindings {
        guard let change = try rules.addition(of: binding) else { continue }
        rules.add(binding)
        changes.append(change)
      }
      return changes
    }
  }

  /// Kafka's `DeleteAcls`: removes the rules that each filter selects, and says which they were.
  package func remove(_ filters: [AclFilter]) throws(AccessError) -> [[AclBinding]] {
    try update { state throws(AccessError) in
      let found = filters.map { state.rules.bindings(matching: $0) }
      return (Set(found.joined()).sorted().map { .ruleRemoved($0) }, found)
    }
  }

  /// Kafka's `AlterClientQuotas`: one result an entity; what succeeds is written together. With
  /// `validatesOnly` nothing is.
  package func alter(
    quotas: [(entity: QuotaEntity, alterations: [QuotaAlteration])], validatesOnly: Bool = false
  ) throws(AccessError) -> [Result<Void, AccessError>] {
    try update { state throws(AccessError) in
      var table = state.quotas
      var changes: [AccessChange] = []
      let results = quotas.map { entity, alterations in
        Result { () throws(AccessError) in
          let decided = try table.changes(of: alterations, to: entity)
          for case .quotaSet(let entity, let key, let limit) in decided {
            table.set(limit, key, of: entity)
          }
          changes += decided
        }
      }
      return (validatesOnly ? [] : changes, results)
    }
  }
}
