// Whose quota counts, how rates are measured, how long a client waits: all in simulated time.

import Platform
import Testing

@testable import Access

private typealias Part = QuotaEntity.Part

/// `ann/app`, `*/app`, `-/app`, `ann/-`: user and client id, `*` for the default, `-` for neither.
private func entity(_ text: String) throws -> QuotaEntity {
  let parts = text.split(separator: "/").map { part -> Part? in
    part == "-" ? nil : part == "*" ? .standard : .named(String(part))
  }
  return try QuotaEntity(user: parts[0], client: parts[1])
}

private func table(
  _ limits: [(String, Double)], _ key: QuotaKey = .produceBytes
) throws
  -> QuotaTable
{
  var table = QuotaTable()
  for (text, limit) in limits { table.set(limit, key, of: try entity(text)) }
  return table
}

struct QuotaTests {
  /// Kafka's order; each is removed in turn, and the next counts.
  @Test func theMostExactQuotaCounts() throws {
    let order = ["ann/app", "ann/*", "ann/-", "*/app", "*/*", "*/-", "-/app", "-/*"]
    let sharing: [(String?, String?)] = [
      ("ann", "app"), ("ann", "app"), ("ann", nil), ("ann", "app"), ("ann", "app"),
      ("ann", nil), (nil, "app"), (nil, "app"),
    ]
    var table = try table(order.enumerated().map { ($1, Double($0 + 1)) })
    #expect(table.count == 8)
    for (index, text) in order.enumerated() {
      let quota = try #require(table.effective(.produceBytes, user: "ann", clientID: "app"))
      #expect(quota.limit == Double(index + 1))
      #expect(quota.user == sharing[index].0 && quota.clientID == sharing[index].1)
      table.remove(.produceBytes, of: try entity(text))
    }
    #expect(table.effective(.produceBytes, user: "ann", clientID: "app") == nil)
    #expect(table.isEmpty && table == QuotaTable())
  }

  @Test func quotasOfOthersAndOfOtherThingsDoNotCount() throws {
    let table = try table([("bob/-", 1), ("-/other", 2)])
    #expect(table.effective(.produceBytes, user: "ann", clientID: "app") == nil)
    #expect(table.effective(.fetchBytes, user: "bob", clientID: "app") == nil)
    #expect(table.effective(.produceBytes, user: "bob", clientID: "app")?.limit == 1)
    // A name that says what the default is written like is a name.
    #expect(table.effective(.produceBytes, user: "-", clientID: "") == nil)
  }

  @Test func aSteadyRateBelowTheQuotaNeverWaits() throws {
    let quotas = try table([("ann/-", 1000)])
    var meter = QuotaMeter()
    for step in 0..<1000 {
      let wait = meter.record(
        .produceBytes, 99, user: "ann", clientID: "c\(step % 3)",
        nowMilliseconds: 5_000 + Int64(step) * 100, quotas: quotas)
      #expect(wait == 0)
    }
    #expect(meter.shareCount == 1)
  }

  @Test func aBurstWaitsUntilItIsSpreadOut() throws {
    let quotas = try table([("ann/-", 1000)])
    var meter = QuotaMeter()
    func send(_ amount: Int, at milliseconds: Int64) -> Int {
      meter.record(
        .produceBytes, amount, user: "ann", clientID: "", nowMilliseconds: milliseconds,
        quotas: quotas)
    }
    // Ten seconds' worth is let through at once, then 25,000 bytes have to take 25 seconds.
    #expect(send(10_000, at: 0) == 0)
    #expect(send(15_000, at: 0) == 15_000)
    // Half a second on, the window is longer and the wait shorter.
    #expect(send(0, at: 500) == 14_500)
    // When the burst has left the window, nothing is held against her.
    #expect(send(1_000, at: 15_000) == 0)
  }

  /// A client that waits as it is told stays at its quota over time.
  @Test(arguments: [100, 5_000, 40_000])
  func whoWaitsAsToldKeepsTheQuota(_ size: Int) throws {
    let quotas = try table([("-/*", 10_000)])
    var meter = QuotaMeter()
    var now: Int64 = 0
    var sent = 0
    while now < 600_000 {
      sent += size
      let wait = meter.record(
        .produceBytes, size, user: "u", clientID: "c", nowMilliseconds: now, quotas: quotas)
      now += Int64(wait) + 1
    }
    let rate = Double(sent) / Double(now) * 1000
    #expect(rate < 11_000 && rate > 7_000, "\(rate) bytes a second")
  }

  @Test func clientsWithAQuotaOfTheirOwnDoNotShare() throws {
    let quotas = try table([("ann/*", 1000)])
    var meter = QuotaMeter()
    func send(_ client: String) -> Int {
      meter.record(
        .produceBytes, 20_000, user: "ann", clientID: client, nowMilliseconds: 0, quotas: quotas)
    }
    #expect(send("a") == 10_000)
    #expect(send("b") == 10_000)
    #expect(send("a") == 30_000)
  }

  @Test func workIsMeasuredInPercentOfAThread() throws {
    let quotas = try table([("ann/-", 50)], .requestPercentage)
    var meter = QuotaMeter()
    func work(_ nanoseconds: Int, at milliseconds: Int64) -> Int {
      meter.record(
        .requestPercentage, nanoseconds, user: "ann", clientID: "", nowMilliseconds: milliseconds,
        quotas: quotas)
    }
    #expect(work(5_000_000_000, at: 0) == 0)
    #expect(work(100_000_000, at: 0) == 200)
    // The wait is a second at most.
    #expect(work(10_000_000_000, at: 0) == 1000)
  }

  @Test func aNewLimitCountsAtOnce() throws {
    var quotas = try table([("ann/-", 1000)])
    var meter = QuotaMeter()
    _ = meter.record(
      .produceBytes, 20_000, user: "ann", clientID: "", nowMilliseconds: 0, quotas: quotas)
    quotas.set(2000, .produceBytes, of: try entity("ann/-"))
    #expect(
      meter.record(
        .produceBytes, 0, user: "ann", clientID: "", nowMilliseconds: 0, quotas: quotas) == 0)
    #expect(quotas.count == 1)
  }

  @Test func idleClientsAreForgottenAndTooManyShareOne() throws {
    let quotas = try table([("ann/*", 1_000_000)])
    var meter = QuotaMeter(sharesMax: 100)
    func send(_ client: Int, at milliseconds: Int64) {
      _ = meter.record(
        .fetchBytes, 1, user: "ann", clientID: "\(client)", nowMilliseconds: milliseconds,
        quotas: quotas)
      _ = meter.record(
        .produceBytes, 1, user: "ann", clientID: "\(client)", nowMilliseconds: milliseconds,
        quotas: quotas)
    }
    for client in 0..<1000 { send(client, at: 0) }
    #expect(meter.shareCount == 101)
    for client in 1000..<1050 { send(client, at: 60_000) }
    #expect(meter.shareCount == 50)
  }

  @Test func ratesSlideAndClocksMayStumble() {
    var rate = SlidingRate(nowMilliseconds: 100_000)
    rate.record(1000, nowMilliseconds: 100_000)
    #expect(rate.rate(nowMilliseconds: 100_000).perSecond == 100)
    rate.record(1000, nowMilliseconds: 99_000)
    #expect(rate.rate(nowMilliseconds: 99_000).perSecond == 200)
    #expect(rate.rate(nowMilliseconds: 110_000).perSecond == 200)
    #expect(!rate.isIdle(nowMilliseconds: 110_999))
    #expect(rate.rate(nowMilliseconds: 111_000).perSecond == 0)
    #expect(rate.isIdle(nowMilliseconds: 111_000))
    rate.record(5, nowMilliseconds: .max)
    #expect(rate.rate(nowMilliseconds: -5).perSecond == 0.5)
  }

  @Test func theDoorMeasuresOnlyWhatHasAQuota() throws {
    let authorizer = Authorizer()
    func throttle(_ amount: Int) -> Int {
      authorizer.throttleMilliseconds(
        .fetchBytes, amount, .anonymous, clientID: "app", nowMilliseconds: 0)
    }
    #expect(throttle(1_000_000_000) == 0)
    authorizer.apply(.quotaSet(try entity("-/app"), .fetchBytes, 1000))
    #expect(throttle(10_000) == 0)
    #expect(throttle(1_000) == 1000)
  }
}

struct QuotaRequestTests {
  private func entity(_ components: (String, String?)...) throws -> QuotaEntity {
    try QuotaEntity(components: components.map { (type: $0.0, name: $0.1) })
  }

  @Test func entitiesOfTheWire() throws {
    let both = try entity(("client-id", nil), ("user", "ann"))
    #expect(both == (try QuotaEntity(user: .named("ann"), client: .standard)))
    #expect(both.components.map(\.type) == ["user", "client-id"])
    #expect(both.components.map(\.name) == ["ann", nil])
    #expect(throws: AccessError.self) { try entity() }
    #expect(throws: AccessError.self) { try entity(("ip", "10.0.0.1")) }
    #expect(throws: AccessError.self) { try entity(("user", "a"), ("user", "b")) }
    #expect(throws: AccessError.self) { try entity(("user", "")) }
  }

  @Test func alterationsAreAllOrNone() throws {
    var state = AccessState()
    let ann = try entity(("user", "ann"))
    let set = try state.quotas.changes(
      of: [
        QuotaAlteration(key: "producer_byte_rate", value: 1024),
        QuotaAlteration(key: "request_percentage", value: 12.5),
        QuotaAlteration(key: "consumer_byte_rate", value: nil),
      ], to: ann)
    #expect(
      set == [.quotaSet(ann, .produceBytes, 1024), .quotaSet(ann, .requestPercentage, 12.5)])
    for change in set { state.apply(change) }
    #expect(state.quotas.limit(.produceBytes, of: ann) == 1024)
    let bad: [(String, Double?)] = [
      ("producer_byte_rate", 0), ("producer_byte_rate", -1), ("producer_byte_rate", 1.5),
      ("producer_byte_rate", .nan), ("producer_byte_rate", .infinity), ("other_rate", 1),
      ("request_percentage", 0), ("other_rate", nil), ("producer_byte_rate", 1e300),
    ]
    for (key, value) in bad {
      #expect(throws: AccessError.self) {
        try state.quotas.changes(
          of: [
            QuotaAlteration(key: "consumer_byte_rate", value: 1),
            QuotaAlteration(key: key, value: value),
          ], to: ann)
      }
    }
    #expect(throws: AccessError.self) {
      try state.quotas.changes(
        of: [
          QuotaAlteration(key: "consumer_byte_rate", value: 1),
          QuotaAlteration(key: "consumer_byte_rate", value: nil),
        ], to: ann)
    }
    let removed = try state.quotas.changes(
      of: [QuotaAlteration(key: "producer_byte_rate", value: nil)], to: ann)
    for change in removed { state.apply(change) }
    #expect(state.quotas.entries.map(\.limits) == [[.requestPercentage: 12.5]])
  }

  @Test func filtersSelectEntities() throws {
    var table = QuotaTable()
    let entities = [
      try entity(("client-id", nil)), try entity(("client-id", "app")), try entity(("user", nil)),
      try entity(("user", "ann")), try entity(("user", "ann"), ("client-id", "app")),
    ]
    for entity in entities { table.set(1, .fetchBytes, of: entity) }
    #expect(table.entries.map(\.entity) == entities)
    func select(
      _ components: [(String, Int8, String?)], strict: Bool = false
    ) throws -> Set<Int> {
      let found = try table.entries(
        matching: components.map { component in
          try QuotaFilterComponent(
            type: component.0, matchType: component.1, match: component.2)
        }, isStrict: strict
      ).map(\.entity)
      return Set(entities.indices.filter { found.contains(entities[$0]) })
    }
    #expect(try select([]) == [0, 1, 2, 3, 4])
    #expect(try select([], strict: true) == [])
    #expect(try select([("user", 0, "ann")]) == [3, 4])
    #expect(try select([("user", 0, "ann")], strict: true) == [3])
    #expect(try select([("user", 1, nil)]) == [2])
    #expect(try select([("user", 2, nil)]) == [2, 3, 4])
    #expect(try select([("client-id", 2, nil)], strict: true) == [0, 1])
    #expect(try select([("user", 2, nil), ("client-id", 0, "app")], strict: true) == [4])
    #expect(throws: AccessError.self) { try select([("user", 2, nil), ("user", 1, nil)]) }
    #expect(throws: AccessError.self) { try select([("user", 0, nil)]) }
    #expect(throws: AccessError.self) { try select([("user", 3, nil)]) }
    #expect(throws: AccessError.self) { try select([("ip", 2, nil)]) }
  }
}
