// The quotas that are set, and which of them counts for a client. Kafka's order, first match:
//
//   1  user and client id        4  any user and client id       7  client id
//   2  user and any client id    5  any user and any client id   8  any client id
//   3  user                      6  any user

/// All quotas of a server.
package struct QuotaTable: Equatable, Sendable {
  private var limits: [QuotaEntity: [QuotaKey: Double]] = [:]
  /// How many limits there are, by kind: nothing to look for when 0.
  private var counts: [QuotaKey: Int] = [:]

  package init() {}

  package var isEmpty: Bool { limits.isEmpty }
  /// Limits over all entities.
  package var count: Int { counts.values.reduce(0, +) }

  package func limit(_ key: QuotaKey, of entity: QuotaEntity) -> Double? { limits[entity]?[key] }

  /// Everything that is set, in order of the entities.
  package var entries: [(entity: QuotaEntity, limits: [QuotaKey: Double])] {
    limits.map { ($0.key, $0.value) }
      .sorted { $0.0.sortKey.lexicographicallyPrecedes($1.0.sortKey) }
  }

  /// The quota that counts for a client, with the part of its identity that shares it: all clients
  /// of a user share the quota of the user, and each user has its own share of a default.
  package func effective(
    _ key: QuotaKey, user: String, clientID: String
  ) -> (limit: Double, user: String?, clientID: String?)? {
    guard counts[key] != nil else { return nil }
    let named = QuotaEntity.Part.named(user)
    let client = QuotaEntity.Part.named(clientID)
    for userPart in [named, .standard] {
      for clientPart in [client, .standard, nil] {
        if let limit = limits[QuotaEntity(unchecked: userPart, clientPart)]?[key] {
          return (limit, user, clientPart == nil ? nil : clientID)
        }
      }
    }
    for clientPart in [client, .standard] {
      if let limit = limits[QuotaEntity(unchecked: nil, clientPart)]?[key] {
        return (limit, nil, clientID)
      }
    }
    return nil
  }

  mutating func set(_ value: Double, _ key: QuotaKey, of entity: QuotaEntity) {
    if limits[entity, default: [:]].updateValue(value, forKey: key) == nil {
      counts[key, default: 0] += 1
    }
  }

  mutating func remove(_ key: QuotaKey, of entity: QuotaEntity) {
    guard limits[entity]?.removeValue(forKey: key) != nil else { return }
    if limits[entity]?.isEmpty == true { limits[entity] = nil }
    let left = counts[key, default: 1] - 1
    counts[key] = left == 0 ? nil : left
  }
}
