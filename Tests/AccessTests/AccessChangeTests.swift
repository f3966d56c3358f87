// Changes as bytes, and the state as their fold.

import Platform
import Testing

@testable import Access

struct AccessChangeTests {
  static let random = SeededRandomSource(seed: 17)

  /// One change of each kind, and of each form that its fields have.
  static func changes() throws -> [AccessChange] {
    let sha256 = try ScramCredential(
      mechanism: .sha256, password: "pencil", iterations: 4096, random: random)
    let sha512 = try ScramCredential(
      mechanism: .sha512, password: "pencil", iterations: 16_384, random: random)
    let prefix = try ResourcePattern(.group, "app-", .prefixed)
    let cluster = try ResourcePattern(.cluster, "kafka-cluster")
    let host = try ClientHost(rule: "2001:db8::7")
    let rule = AclBinding(prefix, Principal(user: "Zoë"), host: host, .read, .deny)
    let both = try QuotaEntity(user: .named("ann"), client: .standard)
    let client = try QuotaEntity(client: .named("app"))
    return [
      .decoySecretSet([1, 2, 3]), .credentialSet(user: "Zoë", sha256),
      .credentialSet(user: "ann", sha512), .ruleAdded(rule),
      .ruleAdded(AclBinding(cluster, .everyone, .all)), .quotaSet(both, .requestPercentage, 12.5),
      .quotaSet(client, .fetchBytes, 1e9), .credentialRemoved(user: "ann", .sha512),
      .userRemoved(user: "Zoë"), .ruleRemoved(rule), .quotaRemoved(client, .fetchBytes),
    ]
  }

  @Test func everyChangeComesBack() throws {
    for change in try Self.changes() {
      #expect(try AccessChange(decoding: change.encoded) == change)
    }
  }

  @Test func theBytesAreThoseOfVersion1() throws {
    let pattern = try ResourcePattern(.topic, "t", .prefixed)
    let rule = AclBinding(
      pattern, Principal(user: "ann"), host: ClientHost(peer: "10.0.0.7"), .write)
    #expect(
      AccessChange.ruleAdded(rule).encoded == [
        1, 5, 2, 4, 0, 1, 0x74, 0, 3, 0x61, 0x6E, 0x6E, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF,
        0xFF, 10, 0, 0, 7, 4, 3,
      ])
    let entity = try QuotaEntity(user: .standard, client: .named("c"))
    #expect(
      AccessChange.quotaSet(entity, .fetchBytes, 1).encoded
        == [1, 7, 1, 2, 0, 1, 0x63, 0, 18] + Array("consumer_byte_rate".utf8)
        + [0x3F, 0xF0, 0, 0, 0, 0, 0, 0])
    #expect(
      AccessChange.credentialRemoved(user: "ann", .sha512).encoded
        == [1, 3, 0, 3, 0x61, 0x6E, 0x6E, 2])
    #expect(AccessChange.decoySecretSet([9]).encoded == [1, 1, 0, 1, 9])
    #expect(AccessChange.userRemoved(user: "a").encoded == [1, 4, 0, 1, 0x61])
  }

  @Test func cutOrLongerBytesAreDamaged() throws {
    for change in try Self.changes() {
      let bytes = change.encoded
      for length in 0..<bytes.count {
        #expect(throws: AccessError.self) {
          try AccessChange(decoding: Array(bytes.prefix(length)))
        }
      }
      #expect(throws: AccessError.self) { try AccessChange(decoding: bytes + [0]) }
    }
  }

  @Test func aNewerVersionIsNamed() throws {
    var bytes = AccessChange.userRemoved(user: "ann").encoded
    bytes[0] = 2
    let error = #expect(throws: AccessError.self) { try AccessChange(decoding: bytes) }
    #expect(error?.code == .newerVersion)
    bytes[0] = 0
    let old = #expect(throws: AccessError.self) { try AccessChange(decoding: bytes) }
    #expect(old?.code == .damaged)
  }

  /// Whatever is read is a change that can be written, applied and read again.
  @Test func damagedBytesNeverTrap() throws {
    let random = SeededRandomSource(seed: 23)
    let changes = try Self.changes().map(\.encoded)
    var state = AccessState()
    var readable = 0
    for _ in 0..<40_000 {
      var bytes: [UInt8]
      if random.next(below: 4) == 0 {
        bytes = [1, UInt8(random.next(below: 9))] + random.bytes(random.next(below: 60))
      } else {
        bytes = changes[random.next(below: changes.count)]
        for _ in 0...random.next(below: 3) {
          bytes[random.next(below: bytes.count)] = UInt8(truncatingIfNeeded: random.next())
        }
      }
      guard let change = try? AccessChange(decoding: bytes) else { continue }
      readable += 1
      #expect(change.encoded == bytes)
      state.apply(change)
    }
    #expect(readable > 1000)
    let isSame = AccessState(applying: state.changes) == state
    #expect(isSame)
  }

  @Test func theSnapshotIsTheState() throws {
    let changes = try Self.changes()
    for length in 0...changes.count {
      let state = AccessState(applying: changes.prefix(length))
      let again = AccessState(
        applying: try state.changes.map { try AccessChange(decoding: $0.encoded) })
      #expect(again == state)
      #expect(again.changes == state.changes)
    }
    #expect(AccessState(applying: changes) != AccessState(applying: changes.prefix(4)))
  }

  @Test func applyingTwiceIsOnce() throws {
    let changes = try Self.changes()
    let once = AccessState(applying: changes)
    #expect(AccessState(applying: changes.flatMap { [$0, $0] }) == once)
    #expect(once.users.isEmpty)
    #expect(once.rules.count == 1 && once.quotas.count == 1)
  }

  @Test func theDecoySecretIsDrawnOnce() throws {
    var state = AccessState()
    let change = try #require(state.initialChange(random: Self.random))
    state.apply(change)
    #expect(state.users.decoySecret.count == 32)
    #expect(state.initialChange(random: Self.random) == nil)
  }
}
