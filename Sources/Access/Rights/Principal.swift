// Who asks. Kafka writes principals as `Type:name`; the only type here is `User`.

/// A user as access rules name it.
package struct Principal: Hashable, Sendable {
  /// The name without the type.
  package let name: String

  package init(user name: String) { self.name = name }

  /// `User:*`: in rules, every user.
  package static let everyone = Principal(user: "*")
  /// Who did not authenticate.
  package static let anonymous = Principal(user: "ANONYMOUS")

  /// `User:name`.
  package var text: String { "User:" + name }

  /// Reads `User:name`.
  package init(parsing text: String) throws(AccessError) {
    guard let colon = text.firstIndex(of: ":") else {
      throw AccessError(.invalidRequest, "a principal is written User:name, not '\(text)'")
    }
    guard text[..<colon] == "User" else {
      throw AccessError(
        .invalidPrincipalType, "principals have the type User, not '\(text[..<colon])'")
    }
    let name = String(text[text.index(after: colon)...])
    guard PreparedText.isAcceptable(name) else {
      throw AccessError(
        .invalidRequest, "the name of a principal is empty, too long or has control characters")
    }
    self.name = name
  }

  /// Reads `User:a;User:b`, as Kafka's setting of super users is written.
  package static func list(parsing text: String) throws(AccessError) -> [Principal] {
    try text.split(separator: ";").map { part throws(AccessError) in
      try Principal(parsing: String(part.drop { $0 == " " }))
    }
  }
}
