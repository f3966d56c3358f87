// Wrong passwords hold their host up, nobody else.

import Platform
import Testing

@testable import Access

struct AttemptTests {
  let random = SeededRandomSource(seed: 4)
  let attacker = ClientHost(peer: "10.0.0.66")

  private func authorizer() throws -> Authorizer {
    let state = AccessState(
      applying: try AccessState().changes(
        settingPassword: "pencil", of: "ann", iterations: 4096, random: random))
    return Authorizer(settings: AccessSettings(isEnabled: true), state: state, random: random)
  }

  @Test func aHostThatFailsWaitsAndOthersDoNot() throws {
    let authorizer = try authorizer()
    let ann = LogIn.success(Principal(user: "ann"))
    func logIn(_ password: String, _ host: ClientHost, _ now: Int64) -> LogIn {
      authorizer.logIn(user: "ann", password: password, from: host, nowMilliseconds: now)
    }
    for _ in 0..<AttemptMeter.burst { #expect(logIn("wrong", attacker, 0) == .wrongCredentials) }
    #expect(logIn("wrong", attacker, 0) == .tooManyAttempts(waitMilliseconds: 1000))
    // The right password is not tried either, or waiting would tell that it is right.
    #expect(logIn("pencil", attacker, 999) == .tooManyAttempts(waitMilliseconds: 1))
    #expect(logIn("pencil", ClientHost(peer: "10.0.0.7"), 999) == ann)
    // It is remembered now: those who share an address with an attacker go on working.
    #expect(logIn("pencil", attacker, 999) == ann)
    #expect(logIn("wrong", attacker, 1000) == .wrongCredentials)
    #expect(logIn("wrong", attacker, 1000) == .tooManyAttempts(waitMilliseconds: 1000))
  }

  @Test func successesCostNothing() throws {
    let authorizer = try authorizer()
    func plain(_ password: String) -> SaslStep {
      var exchange = authorizer.exchange(.plain)
      return authorizer.answer(
        Array("\0ann\0\(password)".utf8), in: &exchange, from: attacker, nowMilliseconds: 5)
    }
    for _ in 0...AttemptMeter.burst {
      #expect(plain("pencil") == .success(Principal(user: "ann"), []))
    }
    #expect(plain("wrong") == .failure(.wrongCredentials))
  }

  @Test func aNetworkOfIPv6IsOneHost() throws {
    var meter = AttemptMeter()
    for number in 0..<AttemptMeter.burst {
      let host = ClientHost(peer: "2001:db8:1:2::\(number)")
      #expect(meter.wait(host, nowMilliseconds: 0) == nil)
      meter.recordFailure(host, nowMilliseconds: 0)
    }
    #expect(meter.wait(ClientHost(peer: "2001:db8:1:2:ffff::1"), nowMilliseconds: 0) == 1000)
    #expect(meter.wait(ClientHost(peer: "2001:db8:1:3::1"), nowMilliseconds: 0) == nil)
  }

  @Test func saslIsHeldUpToo() throws {
    let authorizer = try authorizer()
    func plain(_ password: String, _ now: Int64) -> SaslStep {
      var exchange = authorizer.exchange(.plain)
      return authorizer.answer(
        Array("\0ann\0\(password)".utf8), in: &exchange, from: attacker, nowMilliseconds: now)
    }
    for _ in 0..<AttemptMeter.burst { #expect(plain("wrong", 0) == .failure(.wrongCredentials)) }
    let refusal = plain("pencil", 0)
    #expect(refusal == .failure(.tooManyAttempts(waitMilliseconds: 1000)))
    guard case .failure(let failure) = refusal else { return }
    #expect(failure.message.hasSuffix("wait 1 s"))
    #expect(plain("pencil", 1000) == .success(Principal(user: "ann"), []))
    // Remembered, as with HTTP.
    #expect(plain("wrong", 1000) == .failure(.wrongCredentials))
    #expect(plain("wrong", 1000) != .failure(.wrongCredentials))
    #expect(plain("pencil", 1000) == .success(Principal(user: "ann"), []))
    // The second message of an exchange is none.
    var exchange = authorizer.exchange(.plain)
    for expected in [SaslStep.failure(.wrongCredentials), .failure(.alreadyDone)] {
      let step = authorizer.answer(
        Array("\0ann\0wrong".utf8), in: &exchange, from: ClientHost(peer: "10.0.0.9"),
        nowMilliseconds: 0)
      #expect(step == expected)
    }
  }
}
