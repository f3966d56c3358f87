// The rules about one pattern, by user, so that a pattern with a thousand users costs no more to
// check than one with two.

/// Rules of one principal from one host about one pattern: a bit an operation.
struct HostRights: Equatable {
  let host: ClientHost
  var allowed: OperationSet = []
  var denied: OperationSet = []
}

/// All rules about one pattern.
struct PatternRights: Equatable {
  private var everyone: [HostRights] = []
  private var users: [String: [HostRights]] = [:]

  var isEmpty: Bool { everyone.isEmpty && users.isEmpty }

  /// What the rules say about a request; nothing when they do not speak of it.
  func verdict(_ user: String, _ host: ClientHost, _ operation: AclOperation) -> AclPermission? {
    let granting = operation.grantedBy
    let denying = operation.deniedBy
    var verdict: AclPermission?
    func look(_ rights: [HostRights]) {
      for right in rights where right.host == .any || right.host == host {
        if !right.denied.isDisjoint(with: denying) {
          verdict = .deny
          return
        }
        if !right.allowed.isDisjoint(with: granting) { verdict = .allow }
      }
    }
    look(everyone)
    if verdict != .deny, let own = users[user] { look(own) }
    return verdict
  }

  /// Adds a rule; false when it was there.
  mutating func add(_ binding: AclBinding) -> Bool {
    binding.principal == .everyone
      ? Self.add(binding, to: &everyone)
      : Self.add(binding, to: &users[binding.principal.name, default: []])
  }

  /// Removes a rule; false when it was not there.
  mutating func remove(_ binding: AclBinding) -> Bool {
    if binding.principal == .everyone { return Self.remove(binding, from: &everyone) }
    let name = binding.principal.name
    guard users[name] != nil else { return false }
    let wasThere = Self.remove(binding, from: &users[name, default: []])
    if users[name]?.isEmpty == true { users[name] = nil }
    return wasThere
  }

  func contains(_ binding: AclBinding) -> Bool {
    let rights =
      binding.principal == .everyone ? everyone : users[binding.principal.name, default: []]
    let operation = OperationSet(binding.operation)
    return rights.contains {
      $0.host == binding.host
        && (binding.permission == .allow ? $0.allowed : $0.denied).contains(operation)
    }
  }

  /// The rules as bindings, in no order.
  func bindings(_ pattern: ResourcePattern) -> [AclBinding] {
    var bindings: [AclBinding] = []
    func list(_ rights: [HostRights], _ principal: Principal) {
      for right in rights {
        for (set, permission) in [(right.allowed, AclPermission.allow), (right.denied, .deny)] {
          for operation in set.operations {
            bindings.append(
              AclBinding(pattern, principal, host: right.host, operation, permission))
          }
        }
      }
    }
    list(everyone, .everyone)
    for (name, rights) in users { list(rights, Principal(user: name)) }
    return bindings
  }

  private static func add(_ binding: AclBinding, to rights: inout [HostRights]) -> Bool {
    // In the order of hosts, so that equal rules are equal values.
    let index = rights.firstIndex { $0.host >= binding.host } ?? rights.count
    if index == rights.count || rights[index].host != binding.host {
      rights.insert(HostRights(host: binding.host), at: index)
    }
    let operation = OperationSet(binding.operation)
    switch binding.permission {
    case .allow: return rights[index].allowed.insert(operation).inserted
    case .deny: return rights[index].denied.insert(operation).inserted
    }
  }

  private static func remove(_ binding: AclBinding, from rights: inout [HostRights]) -> Bool {
    guard let index = rights.firstIndex(where: { $0.host == binding.host }) else { return false }
    let operation = OperationSet(binding.operation)
    let removed =
      binding.permission == .allow
      ? rights[index].allowed.remove(operation) : rights[index].denied.remove(operation)
    if rights[index].allowed.isEmpty && rights[index].denied.isEmpty { rights.remove(at: index) }
    return removed != nil
  }
}
