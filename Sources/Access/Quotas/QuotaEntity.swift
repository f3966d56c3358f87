// Whom a quota limits: a user, a client id, or a client id of a user, each by name or by default.

/// The one or ones that a quota is about.
package struct QuotaEntity: Hashable, Sendable {
  /// A name, or everyone who has no quota by name.
  package enum Part: Hashable, Sendable {
    case standard
    case named(String)

    /// The name; nil for the default.
    package var name: String? {
      switch self {
      case .standard: nil
      case .named(let name): name
      }
    }
  }

  package let user: Part?
  package let client: Part?

  /// An entity with one part or both.
  package init(user: Part? = nil, client: Part? = nil) throws(AccessError) {
    guard user != nil || client != nil else {
      throw AccessError(.invalidRequest, "a quota needs a user, a client id or both")
    }
    for case .named(let name)? in [user, client] {
      guard !name.isEmpty, name.utf8.count <= AccessLimits.resourceBytesMax,
        !PreparedText.hasControl(name)
      else {
        throw AccessError(
          .invalidRequest, "a name is empty, too long or has control characters")
      }
    }
    self.init(unchecked: user, client)
  }

  init(unchecked user: Part?, _ client: Part?) {
    self.user = user
    self.client = client
  }

  /// An entity as Kafka's clients write it: types with names, nil for the default.
  package init(components: [(type: String, name: String?)]) throws(AccessError) {
    var parts: [QuotaEntityType: Part] = [:]
    for (type, name) in components {
      let type = try QuotaEntityType.named(type)
      guard parts.updateValue(name.map(Part.named) ?? .standard, forKey: type) == nil else {
        throw AccessError(.invalidRequest, "the entity names '\(type.rawValue)' twice")
      }
    }
    try self.init(user: parts[.user], client: parts[.client])
  }

  /// The entity as Kafka's clients read it.
  package var components: [(type: String, name: String?)] {
    var components: [(type: String, name: String?)] = []
    if let user { components.append((QuotaEntityType.user.rawValue, user.name)) }
    if let client { components.append((QuotaEntityType.client.rawValue, client.name)) }
    return components
  }

  subscript(type: QuotaEntityType) -> Part? { type == .user ? user : client }

  /// Sorts by user, then client; nothing before default before names.
  var sortKey: [String] {
    [user, client].map { part in
      switch part {
      case nil: "0"
      case .standard: "1"
      case .named(let name): "2" + name
      }
    }
  }
}

/// The types of entity; the raw values are Kafka's names.
package enum QuotaEntityType: String, Sendable {
  case user = "user"
  case client = "client-id"

  static func named(_ name: String) throws(AccessError) -> QuotaEntityType {
    guard let type = QuotaEntityType(rawValue: name) else {
      throw AccessError(
        .invalidRequest, "quotas are for 'user' and 'client-id', not for '\(name)'")
    }
    return type
  }
}
