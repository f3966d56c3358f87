// Kafka's two requests about quotas: describing by a filter, and altering one entity.

/// One component of a filter: an entity type and which of its values are wanted.
package struct QuotaFilterComponent: Sendable {
  package enum Match: Sendable {
    case name(String)
    /// The default of the type.
    case standard
    /// Any name, or the default.
    case anything
  }

  package let type: QuotaEntityType
  package let match: Match

  package init(_ type: QuotaEntityType, _ match: Match) {
    self.type = type
    self.match = match
  }

  /// A component as Kafka's clients write it: match type 0 exact, 1 default, 2 any.
  package init(type: String, matchType: Int8, match: String?) throws(AccessError) {
    self.type = try QuotaEntityType.named(type)
    switch (matchType, match) {
    case (0, let name?): self.match = .name(name)
    case (1, nil): self.match = .standard
    case (2, nil): self.match = .anything
    default:
      throw AccessError(.invalidRequest, "match type \(matchType) does not fit its name")
    }
  }

  fileprivate func selects(_ entity: QuotaEntity) -> Bool {
    guard let part = entity[type] else { return false }
    switch match {
    case .name(let name): return part == .named(name)
    case .standard: return part == .standard
    case .anything: return true
    }
  }
}

/// One wish of a request about quotas; a value of nil removes.
package struct QuotaAlteration: Sendable {
  package let key: String
  package let value: Double?

  package init(key: String, value: Double?) {
    self.key = key
    self.value = value
  }
}

extension QuotaTable {
  /// The entities that fit every component. A strict filter wants entities of exactly its types.
  package func entries(
    matching components: [QuotaFilterComponent], isStrict: Bool
  ) throws(AccessError) -> [(entity: QuotaEntity, limits: [QuotaKey: Double])] {
    guard Set(components.map(\.type)).count == components.count else {
      throw AccessError(.invalidRequest, "the filter names an entity type twice")
    }
    return entries.filter { entry in
      components.allSatisfy { $0.selects(entry.entity) }
        && (!isStrict || entry.entity.components.count == components.count)
    }
  }

  /// The changes that a request about one entity makes; all or none.
  package func changes(
    of alterations: [QuotaAlteration], to entity: QuotaEntity
  ) throws(AccessError) -> [AccessChange] {
    var seen: Set<QuotaKey> = []
    var changes: [AccessChange] = []
    var added = 0
    for alteration in alterations {
      let key = try QuotaKey.named(alteration.key)
      guard seen.insert(key).inserted else {
        throw AccessError(.invalidRequest, "the request names quota '\(key.rawValue)' twice")
      }
      let present = limit(key, of: entity)
      if let value = alteration.value {
        try key.check(value)
        if present == nil { added += 1 }
        changes.append(.quotaSet(entity, key, value))
      } else if present != nil {
        changes.append(.quotaRemoved(entity, key))
      }
    }
    guard count + added <= AccessLimits.quotasMax || added == 0 else {
      throw AccessError(
        .limitReached, "there are \(AccessLimits.quotasMax) quotas, which is the maximum")
    }
    return changes
  }
}
