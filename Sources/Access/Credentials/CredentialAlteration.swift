// A request that sets and removes credentials of several users, as Kafka's administration clients
// send it: each user succeeds or fails alone, and a user that is named twice fails.

/// One wish of a request about credentials.
package enum CredentialAlteration: Sendable {
  case remove(user: String, mechanismCode: Int8)
  case set(
    user: String, mechanismCode: Int8, iterations: Int, salt: [UInt8], saltedPassword: [UInt8])

  package var user: String {
    switch self {
    case .remove(let user, _), .set(let user, _, _, _, _): user
    }
  }
}

/// What becomes of a user in such a request: changes to write and apply, or the refusal.
package struct CredentialOutcome: Sendable {
  package let user: String
  package let result: Result<[AccessChange], AccessError>
}

extension UserTable {
  /// Decides a request; changes nothing. One outcome a user, in the order of first mention.
  package func outcomes(of alterations: [CredentialAlteration]) -> [CredentialOutcome] {
    var grouped: [String: [CredentialAlteration]] = [:]
    var order: [String] = []
    for alteration in alterations {
      let user = alteration.user
      if grouped[user] == nil { order.append(user) }
      grouped[user, default: []].append(alteration)
    }
    var known = count
    return order.map { user in
      let wishes = grouped[user] ?? []
      let result = Result { () throws(AccessError) in
        if Self.mentionsTwice(wishes) {
          throw AccessError(.duplicate, "the request names user '\(user)' twice")
        }
        return try wishes.map { wish throws(AccessError) in try change(of: wish, users: known) }
      }
      if case .success(let changes) = result, !contains(user), !changes.isEmpty { known += 1 }
      return CredentialOutcome(user: user, result: result)
    }
  }

  private static func mentionsTwice(_ wishes: [CredentialAlteration]) -> Bool {
    var mechanisms: Set<Int8> = []
    return wishes.contains { wish in
      switch wish {
      case .remove(_, let code), .set(_, let code, _, _, _): !mechanisms.insert(code).inserted
      }
    }
  }

  private func change(
    of alteration: CredentialAlteration, users: Int
  ) throws(AccessError) -> AccessChange {
    switch alteration {
    case .remove(let user, let code):
      let mechanism = try ScramMechanism.named(code)
      guard credential(of: user, mechanism) != nil else {
        throw AccessError(.notFound, "user '\(user)' has no credential for \(mechanism.name)")
      }
      return .credentialRemoved(user: user, mechanism)
    case .set(let user, let code, let iterations, let salt, let saltedPassword):
      let mechanism = try ScramMechanism.named(code)
      let user = try PreparedText.checkedUser(user)
      guard contains(user) || users < AccessLimits.usersMax else {
        throw AccessError(
          .limitReached, "there are \(AccessLimits.usersMax) users, which is the maximum")
      }
      let credential = try ScramCredential(
        mechanism: mechanism, salt: salt, iterations: iterations, saltedPassword: saltedPassword)
      return .credentialSet(user: user, credential)
    }
  }
}

extension ScramMechanism {
  /// The mechanism of Kafka's number.
  package static func named(_ code: Int8) throws(AccessError) -> ScramMechanism {
    guard let value = UInt8(exactly: code), let mechanism = ScramMechanism(rawValue: value) else {
      throw AccessError(.invalidRequest, "there is no SCRAM mechanism with number \(code)")
    }
    return mechanism
  }
}
