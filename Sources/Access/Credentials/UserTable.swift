// The users: names with one credential a mechanism. A user exists as long as it has a credential.

/// All users of a server.
package struct UserTable: Equatable, Sendable {
  private struct User: Equatable {
    var credentials: [ScramCredential?] = [nil, nil]
    var isEmpty: Bool { credentials.allSatisfy { $0 == nil } }
  }

  private var users: [String: User] = [:]
  /// What the decoys of unknown users are made from. It is drawn once and kept, so that an unknown
  /// name has the same salt tomorrow; empty until then.
  package internal(set) var decoySecret: [UInt8] = []

  package init() {}

  package var count: Int { users.count }
  package var isEmpty: Bool { users.isEmpty }

  /// The names in order.
  package var names: [String] { users.keys.sorted() }

  package func contains(_ user: String) -> Bool { users[user] != nil }

  /// A user's credential for a mechanism, if it has one.
  package func credential(of user: String, _ mechanism: ScramMechanism) -> ScramCredential? {
    users[user]?.credentials[Self.place(mechanism)]
  }

  /// A user's credentials in the order of the mechanisms.
  package func credentials(of user: String) -> [ScramCredential] {
    users[user]?.credentials.compactMap(\.self) ?? []
  }

  /// Whether one of the user's credentials was made from this password. An unknown user costs the
  /// same work as one who is known.
  package func isPassword(_ password: [UInt8], of user: String) -> Bool {
    for mechanism in ScramMechanism.allCases {
      let credential =
        self.credential(of: user, mechanism)
        ?? .decoy(mechanism, user: user, secret: decoySecret)
      if credential.isPassword(password) { return true }
    }
    return false
  }

  mutating func set(_ credential: ScramCredential, of user: String) {
    users[user, default: User()].credentials[Self.place(credential.mechanism)] = credential
  }

  mutating func remove(_ mechanism: ScramMechanism, of user: String) {
    users[user]?.credentials[Self.place(mechanism)] = nil
    if users[user]?.isEmpty == true { users[user] = nil }
  }

  mutating func remove(_ user: String) { users[user] = nil }

  private static func place(_ mechanism: ScramMechanism) -> Int { Int(mechanism.rawValue) - 1 }
}
