// Who may do what: precedence, patterns, implied rights.

import Platform
import Testing

@testable import Access

private let ann = Principal(user: "ann")
private let bob = Principal(user: "bob")
private let here = ClientHost(peer: "10.0.0.1")
private let there = ClientHost(peer: "10.0.0.2")

/// `allow ann read topic:orders` → a rule; a name that ends in `…` is a prefix, `@here` a host.
private func rule(_ text: String) throws -> AclBinding {
  let words = text.split(separator: " ").map(String.init)
  let operations: [String: AclOperation] = [
    "all": .all, "read": .read, "write": .write, "create": .create, "delete": .delete,
    "alter": .alter, "describe": .describe, "describeConfigs": .describeConfigurations,
    "alterConfigs": .alterConfigurations, "idempotentWrite": .idempotentWrite,
  ]
  let types: [String: ResourceType] = [
    "topic": .topic, "group": .group, "cluster": .cluster, "transaction": .transactionalID,
  ]
  let resource = words[3].split(separator: ":").map(String.init)
  let isPrefix = resource[1].hasSuffix("…")
  let pattern = try ResourcePattern(
    try #require(types[resource[0]]), isPrefix ? String(resource[1].dropLast()) : resource[1],
    isPrefix ? .prefixed : .literal)
  return AclBinding(
    pattern, Principal(user: words[1]), host: words.contains("@here") ? here : .any,
    try #require(operations[words[2]]), words[0] == "allow" ? .allow : .deny)
}

private func table(_ rules: [String]) throws -> AclTable {
  var table = AclTable()
  for text in rules { table.add(try rule(text)) }
  return table
}

struct AuthorizationTests {
  /// Rules, who asks what, and the answer with its reason.
  @Test(arguments: [
    ([], "denied: no rule speaks of it"),
    (["allow ann read topic:orders"], "allowed by the rules about topic 'orders'"),
    (["allow ann read topic:order"], "denied: no rule speaks of it"),
    (["allow ann read topic:orders-2"], "denied: no rule speaks of it"),
    (["allow ann read group:orders"], "denied: no rule speaks of it"),
    (["allow bob read topic:orders"], "denied: no rule allows it"),
    (["allow ann write topic:orders"], "denied: no rule allows it"),
    (["allow ann all topic:orders"], "allowed by the rules about topic 'orders'"),
    (["allow * read topic:orders"], "allowed by the rules about topic 'orders'"),
    (["allow ann read topic:*"], "allowed by the rules about every topic"),
    (["allow ann read topic:ord…"], "allowed by the rules about topics beginning 'ord'"),
    (["allow ann read topic:orders…"], "allowed by the rules about topics beginning 'orders'"),
    (["allow ann read topic:orders-…"], "denied: no rule speaks of it"),
    (["allow ann read topic:orders @here"], "allowed by the rules about topic 'orders'"),
    // A denial wins, wherever it stands and whenever it came.
    (
      ["allow ann read topic:orders", "deny ann read topic:*"],
      "denied by the rules about every topic"
    ),
    (
      ["deny ann read topic:or…", "allow ann read topic:orders"],
      "denied by the rules about topics beginning 'or'"
    ),
    (
      ["allow ann read topic:orders", "deny * read topic:orders"],
      "denied by the rules about topic 'orders'"
    ),
    (
      ["allow * all topic:*", "deny ann all topic:orders"],
      "denied by the rules about topic 'orders'"
    ),
    (
      ["allow ann read topic:orders", "deny ann read topic:orders @here"],
      "denied by the rules about topic 'orders'"
    ),
    // Denials of others, and of other things, are nothing.
    (
      ["allow ann read topic:orders", "deny bob read topic:orders"],
      "allowed by the rules about topic 'orders'"
    ),
    (
      ["allow ann read topic:orders", "deny ann describe topic:orders"],
      "allowed by the rules about topic 'orders'"
    ),
    (
      ["allow ann read topic:o…", "allow ann read topic:ord…", "deny ann read topic:orders-…"],
      "allowed by the rules about topics beginning 'o'"
    ),
  ])
  func annReadsOrders(_ rules: [String], _ answer: String) throws {
    let decision = try table(rules).decision(ann, here, .read, .topic("orders"))
    #expect(decision.description == answer)
    #expect(decision.isAllowed == answer.hasPrefix("allowed"))
    // The order of the rules is nothing.
    let reversed = try table(rules.reversed()).decision(ann, here, .read, .topic("orders"))
    #expect(reversed == decision)
  }

  @Test func aHostIsOneAddress() throws {
    let table = try table(["allow ann read topic:orders @here"])
    #expect(table.decision(ann, here, .read, .topic("orders")).isAllowed)
    #expect(!table.decision(ann, there, .read, .topic("orders")).isAllowed)
    #expect(!table.decision(ann, .unknown, .read, .topic("orders")).isAllowed)
    let mapped = ClientHost(peer: "::ffff:10.0.0.1")
    #expect(table.decision(ann, mapped, .read, .topic("orders")).isAllowed)
  }

  /// Every right against every operation: what is implied, and nothing more.
  @Test func rightsImplyWhatKafkaSays() throws {
    let implied: [AclOperation: Set<AclOperation>] = [
      .read: [.describe], .write: [.describe], .delete: [.describe], .alter: [.describe],
      .alterConfigurations: [.describeConfigurations],
      .all: Set(AclOperation.allCases),
    ]
    let pattern = try ResourcePattern(.topic, "t")
    for right in AclOperation.allCases {
      var allowing = AclTable()
      allowing.add(AclBinding(pattern, ann, right))
      var denying = AclTable()
      denying.add(AclBinding(pattern, ann, .all))
      denying.add(AclBinding(pattern, ann, right, .deny))
      for operation in AclOperation.allCases {
        let isGranted = operation == right || implied[right, default: []].contains(operation)
        #expect(
          allowing.decision(ann, here, operation, .topic("t")).isAllowed == isGranted,
          "\(right) for \(operation)")
        let isDenied = operation == right || right == .all
        #expect(
          denying.decision(ann, here, operation, .topic("t")).isAllowed == !isDenied,
          "denied \(right) for \(operation)")
      }
    }
  }

  @Test func resourcesWithoutRulesCanBeLeftOpen() throws {
    let table = try table(["allow bob read topic:orders", "deny ann read topic:x…"])
    func isAllowed(_ name: String) -> Bool {
      table.decision(ann, here, .read, .topic(name), allowsEveryoneWithoutRules: true).isAllowed
    }
    #expect(isAllowed("payments"))
    // A rule about bob closes the topic for ann.
    #expect(!isAllowed("orders"))
    #expect(!isAllowed("xy"))
    #expect(
      table.decision(ann, here, .read, .group("g"), allowsEveryoneWithoutRules: true).reason
        == .noRules)
  }

  @Test func prefixesOfManyLengthsAreFound() throws {
    var table = AclTable()
    let name = "abcdefghijklmnopqrstuvwxyz-1234567890"
    for length in [1, 2, 5, 20, 37] {
      let pattern = try ResourcePattern(.topic, String(name.prefix(length)), .prefixed)
      table.add(AclBinding(pattern, Principal(user: "u\(length)"), .read))
    }
    for length in 1...40 {
      let decision = table.decision(
        Principal(user: "u\(length)"), here, .read, .topic(name))
      #expect(decision.isAllowed == [1, 2, 5, 20, 37].contains(length))
    }
    let short = table.decision(Principal(user: "u20"), here, .read, .topic("abcdef"))
    #expect(!short.isAllowed)
    // Taken away again, the length is gone too.
    table.remove(
      AclBinding(try ResourcePattern(.topic, "ab", .prefixed), Principal(user: "u2"), .read))
    #expect(!table.decision(Principal(user: "u2"), here, .read, .topic(name)).isAllowed)
    #expect(table.decision(Principal(user: "u1"), here, .read, .topic(name)).isAllowed)
    #expect(table.count == 4)
  }

  @Test func prefixesMeetNamesOfEveryScript() throws {
    let table = try table(["allow ann read group:a…", "allow ann read group:größe"])
    #expect(table.decision(ann, here, .read, .group("añ")).isAllowed)
    #expect(table.decision(ann, here, .read, .group("größe")).isAllowed)
    // The same characters in other bytes are the same name.
    #expect(table.decision(ann, here, .read, .group("gro\u{308}ße")).isAllowed)
    #expect(!table.decision(ann, here, .read, .group("ñ")).isAllowed)
    #expect(throws: AccessError.self) { try rule("allow ann read group:größ…") }
  }

  @Test func clusterAndTransactionsHaveRulesOfTheirOwn() throws {
    let table = try table([
      "allow ann create cluster:kafka-cluster", "allow ann write transaction:tx-…",
    ])
    #expect(table.decision(ann, here, .create, .cluster).isAllowed)
    #expect(!table.decision(bob, here, .create, .cluster).isAllowed)
    #expect(table.decision(ann, here, .write, .transactionalID("tx-1")).isAllowed)
    #expect(table.decision(ann, here, .describe, .transactionalID("tx-1")).isAllowed)
    #expect(!table.decision(ann, here, .write, .topic("tx-1")).isAllowed)
  }

  @Test(arguments: [
    ([], false),
    (["allow ann write topic:t"], true),
    (["allow ann write topic:*"], true),
    (["allow ann all topic:t…"], true),
    (["allow ann read topic:t"], false),
    (["allow bob write topic:t"], false),
    (["allow ann write group:t"], false),
    (["allow ann write topic:t", "deny ann write topic:*"], false),
    (["allow ann write topic:t", "deny ann write topic:t"], false),
    (["allow ann write topic:t", "deny ann write topic:t…"], false),
    (["allow ann write topic:tt", "deny ann write topic:t…"], false),
    (["allow ann write topic:tt…", "deny ann write topic:t…"], false),
    // What is left of a permission is enough.
    (["allow ann write topic:t…", "deny ann write topic:tt…"], true),
    (["allow ann write topic:t…", "deny ann write topic:t"], true),
    (["allow ann write topic:*", "deny ann write topic:t…"], true),
    (["allow ann write topic:t", "allow ann write topic:u", "deny ann write topic:t"], true),
  ])
  func annWritesToAnyTopic(_ rules: [String], _ isAllowed: Bool) throws {
    #expect(try table(rules).decision(ann, here, .write, toAny: .topic).isAllowed == isAllowed)
  }

  @Test func theDoorKnowsSuperUsersAndWhenSecurityIsOff() throws {
    var state = AccessState()
    state.apply(.ruleAdded(try rule("deny * all topic:*")))
    state.apply(.ruleAdded(try rule("allow ann write topic:t")))
    let random = SeededRandomSource(seed: 1)
    let closed = Authorizer(
      settings: AccessSettings(
        isEnabled: true, superUsers: try Principal.list(parsing: "User:root; User:admin")),
      state: state, random: random)
    let root = Principal(user: "root")
    #expect(closed.authorize(root, here, .write, .topic("t")).reason == .superUser)
    #expect(closed.authorize(Principal(user: "admin"), here, .write, .topic("t")).isAllowed)
    #expect(!closed.authorize(ann, here, .write, .topic("t")).isAllowed)
    #expect(closed.authorize(root, here, .write, toAny: .topic).isAllowed)
    #expect(!closed.authorize(ann, here, .write, toAny: .topic).isAllowed)
    #expect(!closed.authorize(.anonymous, here, .read, .group("g")).isAllowed)

    let open = Authorizer(settings: AccessSettings(), state: state, random: random)
    #expect(open.authorize(ann, here, .write, .topic("t")).reason == .securityIsOff)
    #expect(Authorizer().authorize(.anonymous, .unknown, .alter, .cluster).isAllowed)

    closed.apply(.ruleRemoved(try rule("deny * all topic:*")))
    #expect(closed.authorize(ann, here, .write, .topic("t")).isAllowed)
  }

  @Test func authorizedOperationsAreKafkasBits() throws {
    let all = Authorizer()
    let resources: [(Resource, UInt16)] = [
      (.topic("t"), 0x0DF8), (.group("g"), 0x0D48), (.cluster, 0x1FA0),
      (.transactionalID("x"), 0x0110),
    ]
    for (resource, bits) in resources {
      #expect(all.operations(.anonymous, .unknown, of: resource).rawValue == bits)
    }
    let some = Authorizer(
      settings: AccessSettings(isEnabled: true), random: SeededRandomSource(seed: 1))
    some.apply(.ruleAdded(try rule("allow ann read topic:t")))
    #expect(
      some.operations(ann, here, of: .topic("t")).operations == [.read, .describe])
    #expect(some.operations(bob, here, of: .topic("t")) == [])
  }

  /// The index against a walk through all rules.
  @Test func theIndexDecidesAsAWalkDoes() throws {
    let random = SeededRandomSource(seed: 11)
    let names = ["a", "ab", "abc", "b", "*", "abd"]
    let principals = [ann, bob, .everyone]
    func pick<Element>(_ elements: [Element]) -> Element {
      elements[random.next(below: elements.count)]
    }
    for _ in 0..<300 {
      var rules: Set<AclBinding> = []
      var table = AclTable()
      for _ in 0..<random.next(below: 12) {
        let pattern = try ResourcePattern(
          pick([.topic, .group]), pick(names), pick(PatternType.allCases))
        let binding = AclBinding(
          pattern, pick(principals), host: pick([.any, here, there]), pick(AclOperation.allCases),
          pick([.allow, .allow, .deny]))
        if random.next(below: 4) == 0, let some = rules.first {
          table.remove(some)
          rules.remove(some)
        }
        table.add(binding)
        rules.insert(binding)
      }
      #expect(Set(table.bindings()) == rules && table.count == rules.count)
      for name in ["a", "ab", "abcd", "c"] {
        let operation = pick(AclOperation.allCases)
        let spoken = rules.filter { rule in
          let pattern = rule.pattern
          return pattern.type == .topic
            && (pattern.patternType == .prefixed
              ? name.hasPrefix(pattern.name) : pattern.name == name || pattern.name == "*")
        }
        let met = spoken.filter {
          ($0.principal == ann || $0.principal == .everyone)
            && ($0.host == .any || $0.host == here)
        }
        let isDenied = met.contains {
          $0.permission == .deny && operation.deniedBy.contains(OperationSet($0.operation))
        }
        let isGranted = met.contains {
          $0.permission == .allow && operation.grantedBy.contains(OperationSet($0.operation))
        }
        for isOpen in [false, true] {
          let decision = table.decision(
            ann, here, operation, .topic(name), allowsEveryoneWithoutRules: isOpen)
          #expect(decision.isAllowed == (!isDenied && (isGranted || spoken.isEmpty && isOpen)))
        }
      }
    }
  }
}
