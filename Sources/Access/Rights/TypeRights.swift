// The rules about one type of resource, found by name: one look-up for the name itself, one for `*`,
// and one for each length that a prefix has.

/// All rules about one type of resource.
struct TypeRights: Equatable {
  private var literals: [String: PatternRights] = [:]
  /// The pattern `*`, also a literal one.
  private var everything = PatternRights()
  private var prefixes: [String: PatternRights] = [:]
  /// UTF-8 lengths of the prefixes, ascending, each with the number of prefixes that have it.
  private var lengths: [(length: Int, count: Int)] = []

  static func == (left: TypeRights, right: TypeRights) -> Bool {
    left.literals == right.literals && left.everything == right.everything
      && left.prefixes == right.prefixes
  }

  /// Calls `body` with every set of rules that a name falls under, until it returns false.
  func forEach(
    matching name: String, _ body: (PatternRights, String, PatternType) -> Bool
  ) {
    if !everything.isEmpty && !body(everything, "*", .literal) { return }
    if let rights = literals[name], !body(rights, name, .literal) { return }
    guard !lengths.isEmpty else { return }
    let bytes = name.utf8
    let size = bytes.count
    for (length, _) in lengths {
      guard length <= size else { return }
      guard let beginning = String(bytes.prefix(length)), let rights = prefixes[beginning] else {
        continue
      }
      if !body(rights, beginning, .prefixed) { return }
    }
  }

  /// Calls `body` with every set of rules.
  func forEach(_ body: (PatternRights, String, PatternType) -> Void) {
    if !everything.isEmpty { body(everything, "*", .literal) }
    for (name, rights) in literals { body(rights, name, .literal) }
    for (name, rights) in prefixes { body(rights, name, .prefixed) }
  }

  func contains(_ binding: AclBinding) -> Bool {
    let name = binding.pattern.name
    switch binding.pattern.patternType {
    case .prefixed: return prefixes[name]?.contains(binding) ?? false
    case .literal where name == "*": return everything.contains(binding)
    case .literal: return literals[name]?.contains(binding) ?? false
    }
  }

  /// Adds a rule; false when it was there.
  mutating func add(_ binding: AclBinding) -> Bool {
    let name = binding.pattern.name
    switch binding.pattern.patternType {
    case .prefixed:
      if prefixes[name] == nil { count(name.utf8.count, 1) }
      return prefixes[name, default: PatternRights()].add(binding)
    case .literal where name == "*":
      return everything.add(binding)
    case .literal:
      return literals[name, default: PatternRights()].add(binding)
    }
  }

  /// Removes a rule; false when it was not there.
  mutating func remove(_ binding: AclBinding) -> Bool {
    guard contains(binding) else { return false }
    let name = binding.pattern.name
    switch binding.pattern.patternType {
    case .prefixed:
      let removed = prefixes[name, default: PatternRights()].remove(binding)
      if prefixes[name]?.isEmpty == true {
        prefixes[name] = nil
        count(name.utf8.count, -1)
      }
      return removed
    case .literal where name == "*":
      return everything.remove(binding)
    case .literal:
      let removed = literals[name, default: PatternRights()].remove(binding)
      if literals[name]?.isEmpty == true { literals[name] = nil }
      return removed
    }
  }

  private mutating func count(_ length: Int, _ change: Int) {
    let place = lengths.firstIndex { $0.length >= length } ?? lengths.count
    if place == lengths.count || lengths[place].length != length {
      lengths.insert((length, 0), at: place)
    }
    lengths[place].count += change
    if lengths[place].count == 0 { lengths.remove(at: place) }
  }
}
