// PLAIN and HTTP's passwords against the stored keys, and the requests that set credentials.

import Platform
import Testing

@testable import Access

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

struct PasswordTests {
  let random = SeededRandomSource(seed: 3)

  private func state(_ users: [(String, String)]) throws -> AccessState {
    var state = AccessState()
    if let first = state.initialChange(random: random) { state.apply(first) }
    for (user, password) in users {
      let changes = try state.changes(
        settingPassword: password, of: user, iterations: 4096, random: random)
      for change in changes { state.apply(change) }
    }
    return state
  }

  private func plain(_ message: String, _ state: AccessState) -> SaslStep {
    var exchange = SaslExchange(.plain, random: random)
    return exchange.receive(bytes(message), users: state.users)
  }

  @Test func plainIsCheckedAgainstTheStoredKeys() throws {
    let state = try state([("ann", "pencil"), ("bob", "ключ, с = знаками")])
    let ann = SaslStep.success(Principal(user: "ann"), [])
    #expect(plain("\0ann\0pencil", state) == ann)
    #expect(plain("ann\0ann\0pencil", state) == ann)
    #expect(
      plain("\0bob\0ключ, с = знаками", state) == .success(Principal(user: "bob"), []))
    #expect(plain("\0ann\0pencils", state) == .failure(.wrongCredentials))
    #expect(plain("\0ann\0Pencil", state) == .failure(.wrongCredentials))
    #expect(plain("\0nobody\0pencil", state) == .failure(.wrongCredentials))
    #expect(plain("bob\0ann\0pencil", state) == .failure(.otherIdentity))
    let secondMessage: SaslStep = {
      var exchange = SaslExchange(.plain, random: random)
      _ = exchange.receive(bytes("\0ann\0wrong"), users: state.users)
      return exchange.receive(bytes("\0ann\0pencil"), users: state.users)
    }()
    #expect(secondMessage == .failure(.alreadyDone))
  }

  @Test(arguments: [
    "", "ann", "ann\0pencil", "\0ann\0pencil\0", "\0\0pencil", "\0ann\0", "\0a\u{7}\0pencil",
    "\0ann\0pen\ncil",
  ])
  func badPlainMessagesAreRefused(_ message: String) throws {
    guard case .failure(.malformed) = plain(message, try state([("ann", "pencil")])) else {
      Issue.record("\(message) was read")
      return
    }
  }

  @Test func longMessagesAreRefusedUnread() throws {
    let users = try state([("ann", "pencil")]).users
    for mechanism in SaslMechanism.allCases {
      var exchange = SaslExchange(mechanism, random: random)
      let message = [UInt8](repeating: 0x61, count: AccessLimits.saslMessageBytesMax + 1)
      #expect(
        exchange.receive(message, users: users)
          == .failure(.malformed("the message is too long")))
      #expect(exchange.receive([], users: users) == .failure(.alreadyDone))
    }
  }

  @Test func aPasswordForEitherMechanismCounts() throws {
    var state = try state([("ann", "old")])
    let new = try ScramCredential(
      mechanism: .sha256, password: "new", iterations: 4096, random: random)
    state.apply(.credentialSet(user: "ann", new))
    #expect(state.users.isPassword(bytes("new"), of: "ann"))
    #expect(state.users.isPassword(bytes("old"), of: "ann"))
    state.apply(.credentialRemoved(user: "ann", .sha512))
    #expect(!state.users.isPassword(bytes("old"), of: "ann"))
    state.apply(.credentialRemoved(user: "ann", .sha256))
    #expect(!state.users.contains("ann"))
  }

  @Test func aRememberedPasswordDiesWithItsCredentials() throws {
    let start = try state([("ann", "old")])
    let authorizer = Authorizer(
      settings: AccessSettings(isEnabled: true), state: start, random: random)
    let ann = LogIn.success(Principal(user: "ann"))
    func logIn(_ user: String, _ password: String) -> LogIn {
      authorizer.logIn(user: user, password: password, from: .unknown, nowMilliseconds: 0)
    }
    for _ in 0..<2 {
      #expect(logIn("ann", "old") == ann)
      #expect(logIn("ann", "new") == .wrongCredentials)
    }
    for change in try start.changes(
      settingPassword: "new", of: "ann", iterations: 4096, random: random)
    {
      authorizer.apply(change)
    }
    #expect(logIn("ann", "old") == .wrongCredentials)
    #expect(logIn("ann", "new") == ann)
    authorizer.apply(.userRemoved(user: "ann"))
    #expect(logIn("ann", "new") == .wrongCredentials)
    #expect(logIn("", "new") == .wrongCredentials)
  }

  @Test func theMemoStaysSmall() throws {
    var memo = PasswordMemo(random: random, countMax: 2)
    for user in ["a", "b", "c"] { memo.remember([1], of: user, []) }
    #expect(!memo.remembers([1], of: "a", []))
    #expect(memo.remembers([1], of: "c", []))
    #expect(!memo.remembers([2], of: "c", []))
  }

  @Test func namesAndPasswordsHaveBounds() throws {
    let state = AccessState()
    for user in ["", "*", "ANONYMOUS", "a\0b", String(repeating: "x", count: 256)] {
      #expect(throws: AccessError.self) {
        try state.changes(settingPassword: "p", of: user, iterations: 4096, random: random)
      }
    }
    for password in ["", "a\tb", String(repeating: "é", count: 128)] {
      #expect(throws: AccessError.self) {
        try state.changes(settingPassword: password, of: "u", iterations: 4096, random: random)
      }
    }
    for iterations in [0, 4095, 16_385, Int.max] {
      #expect(throws: AccessError.self) {
        try state.changes(
          settingPassword: "p", of: "u", iterations: iterations, random: random)
      }
    }
  }

  @Test func saltsDifferAndNothingShowsThePassword() throws {
    let state = try state([("ann", "pencil"), ("bob", "pencil")])
    let salts = ["ann", "bob"].flatMap { state.users.credentials(of: $0).map(\.salt) }
    #expect(Set(salts).count == 4)
    let written = state.changes.flatMap(\.encoded)
    #expect(String(decoding: written, as: UTF8.self).contains("ann"))
    #expect(!String(decoding: written, as: UTF8.self).contains("pencil"))
  }

  @Test func administratorsSendSaltedPasswords() throws {
    let salt = bytes("salty")
    func set(
      _ user: String, code: Int8 = 1, iterations: Int = 4096, salt: [UInt8] = Array("salty".utf8),
      password: String = "pencil"
    ) -> CredentialAlteration {
      let salted = ScramMechanism.sha256.stretched(
        password: bytes(password), salt: salt, iterations: 4096)
      return .set(
        user: user, mechanismCode: code, iterations: iterations, salt: salt,
        saltedPassword: salted)
    }
    var state = try state([("old", "pencil")])
    let outcomes = state.users.outcomes(of: [
      set("ann"), set("few", iterations: 4095), set("many", iterations: 16_385),
      set("salt", salt: []), set("size", code: 2), set("code", code: 3), set("*"),
      set("twice"), set("twice"), .remove(user: "old", mechanismCode: 2),
      .remove(user: "gone", mechanismCode: 1), set("both"),
      .remove(user: "both", mechanismCode: 1),
    ])
    var codes: [String: AccessError.Code] = [:]
    for outcome in outcomes {
      switch outcome.result {
      case .success(let changes): for change in changes { state.apply(change) }
      case .failure(let error): codes[outcome.user] = error.code
      }
    }
    #expect(
      codes == [
        "few": .unacceptableCredential, "many": .unacceptableCredential,
        "salt": .unacceptableCredential, "size": .unacceptableCredential,
        "code": .invalidRequest, "*": .unacceptableCredential, "twice": .duplicate,
        "gone": .notFound, "both": .duplicate,
      ])
    #expect(state.users.names == ["ann", "old"])
    #expect(state.users.isPassword(bytes("pencil"), of: "ann"))
    #expect(state.users.credential(of: "ann", .sha256)?.salt == salt)
    #expect(state.users.credentials(of: "old").map(\.mechanism) == [.sha256])
  }

  @Test(arguments: [SaslMechanism.scramSHA256, .scramSHA512])
  func theDoorRunsAWholeExchange(_ mechanism: SaslMechanism) throws {
    let authorizer = Authorizer(
      settings: AccessSettings(isEnabled: true), state: try state([("ann", "pencil")]),
      random: random)
    func answer(_ message: [UInt8], _ exchange: inout SaslExchange) -> SaslStep {
      authorizer.answer(message, in: &exchange, from: .unknown, nowMilliseconds: 0)
    }
    let scram = try #require(mechanism.scram)
    #expect(scram.name == mechanism.rawValue)
    let client = ScramClient(mechanism: scram, user: "ann", password: "pencil")
    var exchange = authorizer.exchange(mechanism)
    guard case .challenge(let reply) = answer(client.first, &exchange) else {
      Issue.record("no challenge")
      return
    }
    let final = client.final(after: reply)
    #expect(
      answer(final.message, &exchange)
        == .success(Principal(user: "ann"), final.signature))
    // Another exchange has another nonce.
    var other = authorizer.exchange(mechanism)
    #expect(answer(client.first, &other) != .challenge(reply))
  }
}
