// What was acknowledged is there after any stop; what was not is whole or not there.

import Platform
import TestSupport
import Testing

@testable import Access

struct AccessControlTests {
  static let folder = "/data"
  static let path = folder + "/" + AccessFile.name

  private func machine(seed: UInt64 = 1) throws -> SimulatedFileSystem {
    let files = SimulatedFileSystem(seed: seed)
    try files.createDirectory(Self.folder)
    try files.syncDirectory("/")
    return files
  }

  private func open(
    _ files: SimulatedFileSystem, _ settings: AccessSettings = AccessSettings()
  ) throws -> AccessControl {
    try AccessControl.open(
      folder: Self.folder, files: files, settings: settings,
      random: SeededRandomSource(seed: 9))
  }

  private func rule(_ number: Int, _ topic: String = "t") throws -> AclBinding {
    AclBinding(
      try ResourcePattern(.topic, topic), Principal(user: "user\(number)"), .read, .deny)
  }

  private func set(_ user: String) -> CredentialAlteration {
    .set(
      user: user, mechanismCode: 1, iterations: 4096, salt: [1],
      saltedPassword: [UInt8](repeating: 7, count: 32))
  }

  @Test func changesAreThereAfterARestart() throws {
    let files = try machine()
    let control = try open(files)
    #expect(!files.exists(Self.path))
    try control.setPassword("pencil", of: "ann")
    try control.add([rule(1), rule(2), rule(1)])
    let outcomes = try control.alter([set("bob"), .remove(user: "gone", mechanismCode: 1)])
    #expect(outcomes.map { (try? $0.result.get()) != nil } == [true, false])
    let entity = try QuotaEntity(user: .named("ann"))
    let results = try control.alter(quotas: [
      (entity, [QuotaAlteration(key: QuotaKey.fetchBytes.rawValue, value: 5000)]),
      (entity, [QuotaAlteration(key: "nonsense", value: 1)]),
    ])
    #expect(results.map { (try? $0.get()) != nil } == [true, false])
    #expect(try control.remove([AclFilter()]).map(\.count) == [2])
    try control.add([rule(3)])
    try control.removeUser("bob")
    let state = control.authorizer.state
    #expect(state.users.names == ["ann"] && state.rules.count == 1 && state.quotas.count == 1)
    control.close()
    files.restart(after: .power)
    #expect(try open(files).authorizer.state == state)
    #expect(try AccessControl.state(folder: Self.folder, files: files) == state)
  }

  @Test func refusedRequestsChangeNothing() throws {
    let files = try machine()
    let control = try open(files)
    try control.add([rule(1)])
    let before = (control.authorizer.state, try files.contents(of: Self.path))
    #expect(throws: AccessError.self) { try control.removeUser("nobody") }
    #expect(throws: AccessError.self) { try control.setPassword("", of: "ann") }
    try control.add([rule(1)])
    _ = try control.alter(
      quotas: [
        (try QuotaEntity(user: .standard), [QuotaAlteration(key: "producer_byte_rate", value: 1)])
      ], validatesOnly: true)
    #expect(control.authorizer.state == before.0)
    #expect(try files.contents(of: Self.path) == before.1)
  }

  @Test func securityIsOnWhenItIsAskedForOrThereAreUsers() throws {
    let files = try machine()
    let byUsers = AccessSettings(isEnabledByUsers: true)
    #expect(!(try open(files, byUsers).authorizer.settings.isEnabled))
    let on = try open(files, AccessSettings(isEnabled: true))
    #expect(on.authorizer.settings.isEnabled)
    // The decoys must be the same tomorrow.
    let secret = on.authorizer.state.users.decoySecret
    #expect(secret.count == 32)
    #expect(!(try open(files, byUsers).authorizer.settings.isEnabled))
    let control = try open(files)
    _ = try control.alter([set("ann")])
    #expect(!control.authorizer.settings.isEnabled)
    let again = try open(files, byUsers)
    #expect(again.authorizer.settings.isEnabled)
    #expect(again.authorizer.state.users.decoySecret == secret)
  }

  /// Stops the machine at every operation of a run of changes, in both ways.
  @Test(arguments: [CrashKind.process, .power])
  func everyStopLeavesWhatWasAcknowledged(_ kind: CrashKind) throws {
    var operation = 1
    var stops = 0
    while true {
      let files = try machine(seed: UInt64(operation))
      files.crash(after: operation)
      var acknowledged = AccessState()
      var attempted: AccessState?
      do {
        let control = try open(files)
        for number in 0..<6 {
          let changes: [AccessChange] = [
            .ruleAdded(try rule(number)), .ruleAdded(try rule(number + 100)),
          ]
          try control.change { state throws(AccessError) in
            var next = state
            let secret = state.initialChange(random: SeededRandomSource(seed: 9))
            for change in (secret.map { [$0] } ?? []) + changes { next.apply(change) }
            attempted = next
            return changes
          }
          acknowledged = control.authorizer.state
        }
      } catch {}
      if !files.hasStopped { break }
      stops += 1
      files.restart(after: kind)
      let control = try open(files)
      let found = control.authorizer.state
      #expect(
        found.rules == acknowledged.rules || found.rules == attempted?.rules,
        "stopped at \(operation)")
      // It goes on from there.
      try control.add([rule(500)])
      let last = control.authorizer.state
      #expect(try open(files).authorizer.state == last)
      operation += 1
    }
    #expect(stops > 12)
  }

  @Test func aFailedWriteIsFollowedByAWholeFile() throws {
    let files = try machine()
    let control = try open(files)
    try control.add([rule(1)])
    let before = control.authorizer.state
    files.limitSpace(try files.contents(of: Self.path).count + 10)
    let error = #expect(throws: AccessError.self) { try control.add([rule(2)]) }
    #expect(error?.code == .storage)
    #expect(control.authorizer.state == before)
    files.limitSpace(nil)
    try control.add([rule(3)])
    let state = control.authorizer.state
    #expect(state.rules.count == 2)
    files.restart(after: .power)
    #expect(try open(files).authorizer.state == state)
  }

  @Test func aLongHistoryIsRewritten() throws {
    let files = try machine()
    let control = try open(files)
    let topic = String(repeating: "x", count: 30_000)
    for number in 0..<100 {
      try control.add([rule(number, topic)])
      if number > 0 { _ = try control.remove([AclFilter()]) }
    }
    try control.add([rule(7)])
    let size = try files.contents(of: Self.path).count
    #expect(size < AccessFile.rewriteBytesMin + 100_000)
    let state = control.authorizer.state
    files.restart(after: .power)
    #expect(try open(files).authorizer.state == state)
  }

  @Test func everyCutOfTheEndLosesTheLastChangeAlone() throws {
    let files = try machine()
    let control = try open(files)
    try control.add([rule(1)])
    let first = control.authorizer.state
    let start = try files.contents(of: Self.path).count
    try control.add([rule(2)])
    let whole = try files.contents(of: Self.path)
    for length in start..<whole.count {
      for filler in [[], [UInt8](repeating: 0, count: 40)] {
        try files.replace(Self.path, with: Array(whole.prefix(length)) + filler)
        #expect(try open(files).authorizer.state == first)
        #expect(try files.contents(of: Self.path).count == start)
      }
    }
  }

  @Test func damageBeforeTheEndIsAnError() throws {
    let files = try machine()
    let control = try open(files)
    try control.add([rule(1)])
    let first = try files.contents(of: Self.path).count
    try control.add([rule(2)])
    try control.add([rule(3)])
    let whole = try files.contents(of: Self.path)
    let last = whole.count - (whole.count - first) / 2
    for position in 0..<last {
      var bytes = whole
      bytes[position] ^= 0x10
      try files.replace(Self.path, with: bytes)
      #expect(throws: AccessError.self, "at \(position)") { try open(files) }
    }
  }

  @Test func theBytesAreThoseOfVersion1() throws {
    let files = try machine()
    let control = try open(files)
    try control.change { _ in [.decoySecretSet([9])] }
    let bytes = try files.contents(of: Self.path)
    #expect(Array(bytes.prefix(12)) == Array("MRACCESS".utf8) + [0, 0, 0, 1])
    // One record with one change of five bytes; a secret that is there is replaced in the snapshot.
    #expect(Array(bytes[12..<16]) == [0, 0, 0, 9])
    #expect(Array(bytes[24...]) == [0, 0, 0, 5, 1, 1, 0, 1, 9])
    var newer = bytes
    newer[11] = 2
    try files.replace(Self.path, with: newer)
    let error = #expect(throws: AccessError.self) { try open(files) }
    #expect(error?.code == .newerVersion)
  }

  @Test func theFileIsItsOwnersAlone() throws {
    let folder = TemporaryFolder()
    let files = PosixFileSystem()
    let control = try AccessControl.open(folder: folder.path, files: files)
    try control.add([rule(1)])
    #expect(try folder.permissions(of: AccessFile.name) == 0o600)
  }
}
