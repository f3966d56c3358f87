// Creating, describing and removing rules as Kafka's clients ask for it.

import Testing

@testable import Access

struct AclRequestTests {
  private func binding(
    _ type: Int8 = 2, _ name: String = "orders", _ pattern: Int8 = 3,
    _ principal: String = "User:ann", _ host: String = "*", _ operation: Int8 = 3,
    _ permission: Int8 = 3
  ) throws -> AclBinding {
    try AclBinding(
      resourceType: type, resourceName: name, patternType: pattern, principal: principal,
      host: host, operation: operation, permission: permission)
  }

  private func filter(
    _ type: Int8 = 1, _ name: String? = nil, _ pattern: Int8 = 1, _ principal: String? = nil,
    _ host: String? = nil, _ operation: Int8 = 1, _ permission: Int8 = 1
  ) throws -> AclFilter {
    try AclFilter(
      resourceType: type, resourceName: name, patternType: pattern, principal: principal,
      host: host, operation: operation, permission: permission)
  }

  @Test func aRuleOfTheWireIsARule() throws {
    let expected = AclBinding(
      try ResourcePattern(.topic, "orders"), Principal(user: "ann"), .read)
    #expect(try binding() == expected)
    #expect(expected.principal.text == "User:ann" && expected.host.text == "*")
    #expect(try binding(4, "kafka-cluster").pattern.type == .cluster)
  }

  @Test func rulesThatMeanNothingAreRefused() throws {
    func code(_ make: () throws -> AclBinding) -> AccessError.Code? {
      do {
        _ = try make()
        return nil
      } catch { return (error as? AccessError)?.code }
    }
    #expect(code { try binding(1) } == .invalidRequest)
    #expect(code { try binding(0) } == .invalidRequest)
    #expect(code { try binding(6) } == .invalidRequest)
    #expect(code { try binding(-1) } == .invalidRequest)
    #expect(code { try binding(2, "") } == .invalidRequest)
    #expect(code { try binding(4, "other") } == .invalidRequest)
    #expect(code { try binding(2, "orders", 1) } == .invalidRequest)
    #expect(code { try binding(2, "orders", 2) } == .invalidRequest)
    #expect(code { try binding(2, "orders", 3, "ann") } == .invalidRequest)
    #expect(code { try binding(2, "orders", 3, "User:") } == .invalidRequest)
    #expect(code { try binding(2, "orders", 3, "Group:x") } == .invalidPrincipalType)
    #expect(code { try binding(2, "orders", 3, "User:a", "localhost") } == .invalidRequest)
    #expect(code { try binding(2, "orders", 3, "User:a", "*", 1) } == .invalidRequest)
    #expect(code { try binding(2, "orders", 3, "User:a", "*", 13) } == .invalidRequest)
    #expect(code { try binding(2, "orders", 3, "User:a", "*", 3, 1) } == .invalidRequest)
  }

  @Test func filtersSelectAsKafkas() throws {
    let rules = [
      try binding(), try binding(2, "or", 4), try binding(2, "*"), try binding(2, "orders", 4),
      try binding(2, "other"), try binding(3, "orders"),
      try binding(2, "orders", 3, "User:bob", "10.0.0.1", 4, 2),
    ]
    var table = AclTable()
    for rule in rules { table.add(rule) }
    func selected(_ filter: AclFilter) -> Set<Int> {
      let found = table.bindings(matching: filter)
      return Set(rules.indices.filter { found.contains(rules[$0]) })
    }
    #expect(try selected(filter()) == Set(rules.indices))
    #expect(try selected(filter(2)) == [0, 1, 2, 3, 4, 6])
    #expect(try selected(filter(3)) == [5])
    #expect(try selected(filter(1, "orders")) == [0, 3, 5, 6])
    #expect(try selected(filter(2, "orders", 3)) == [0, 6])
    #expect(try selected(filter(2, "orders", 4)) == [3])
    #expect(try selected(filter(2, "orders", 2)) == [0, 1, 2, 3, 6])
    #expect(try selected(filter(2, "ord", 2)) == [1, 2])
    #expect(try selected(filter(2, nil, 4)) == [1, 3])
    #expect(try selected(filter(1, nil, 1, "User:bob")) == [6])
    #expect(try selected(filter(1, nil, 1, nil, "10.0.0.1")) == [6])
    #expect(try selected(filter(1, nil, 1, nil, "*")) == [0, 1, 2, 3, 4, 5])
    #expect(try selected(filter(1, nil, 1, nil, nil, 4)) == [6])
    #expect(try selected(filter(1, nil, 1, nil, nil, 2)) == [])
    #expect(try selected(filter(1, nil, 1, nil, nil, 1, 2)) == [6])
    #expect(throws: AccessError.self) { try filter(7) }
    #expect(throws: AccessError.self) { try filter(1, nil, 0) }
    #expect(throws: AccessError.self) { try filter(1, nil, 1, "bob") }
  }

  @Test func aRuleIsAddedOnce() throws {
    var state = AccessState()
    let rule = try binding()
    let addition = try #require(try state.rules.addition(of: rule))
    #expect(addition == .ruleAdded(rule))
    state.apply(addition)
    state.apply(addition)
    #expect(try state.rules.addition(of: rule) == nil)
    #expect(state.rules.count == 1)
    state.apply(.ruleRemoved(try binding(2, "orders", 4)))
    state.apply(.ruleRemoved(try binding(2, "orders", 3, "User:ann", "*", 4)))
    state.apply(.ruleRemoved(try binding(2, "orders", 3, "User:ann", "*", 3, 2)))
    #expect(state.rules.count == 1)
    state.apply(.ruleRemoved(rule))
    state.apply(.ruleRemoved(rule))
    #expect(state.rules.isEmpty && state == AccessState())
  }

  @Test func listsAreInOrder() throws {
    var table = AclTable()
    let rules = [
      try binding(2, "a"), try binding(2, "b", 3, "User:ann"), try binding(2, "b", 3, "User:bob"),
      try binding(2, "b", 3, "User:bob", "*", 4), try binding(2, "b", 4), try binding(3, "a"),
    ]
    for rule in rules.reversed() { table.add(rule) }
    #expect(table.bindings() == rules)
  }
}
