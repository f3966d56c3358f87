// The server's side of SCRAM: the published exchanges, and what is refused.

import Platform
import Testing

@testable import Access

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

private func table(
  _ mechanism: ScramMechanism, _ user: String, _ password: String, salt: [UInt8],
  iterations: Int = 4096
) throws -> UserTable {
  let credential = try ScramCredential(
    mechanism: mechanism, salt: salt, iterations: iterations,
    saltedPassword: mechanism.stretched(
      password: bytes(password), salt: salt, iterations: iterations))
  var users = UserTable()
  users.set(credential, of: user)
  users.decoySecret = [1, 2, 3]
  return users
}

struct ScramExchangeTests {
  static let salt = Base64.decodeCanonical(Array("W22ZaJ0SNY7soEsUEjb6gQ==".utf8)) ?? []
  static let serverNonce = Array("%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0".utf8)

  struct Published {
    var mechanism: ScramMechanism
    var user: String
    var password: String
    var salt: [UInt8]
    var iterations: Int
    var serverNonce: String
    var clientFirst: String
    var serverFirst: String
    var clientFinal: String
    var serverFinal: String
  }

  static let exchanges = [
    // RFC 7677, section 3.
    Published(
      mechanism: .sha256, user: "user", password: "pencil", salt: salt, iterations: 4096,
      serverNonce: "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
      clientFirst: "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
      serverFirst: "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
        + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
      clientFinal: "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
        + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
      serverFinal: "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="),
    // The same with SHA-512, computed with another implementation.
    Published(
      mechanism: .sha512, user: "user", password: "pencil", salt: salt, iterations: 4096,
      serverNonce: "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
      clientFirst: "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
      serverFirst: "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
        + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
      clientFinal: "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
        + "p=gMGXRcevScNtxZ6/8lQYpGtnsNAc3mGcmNomv+xnoOMw+3R2xNJdMNnzMlTN8PPC6wdp6dybEmDYXYTx"
        + "wnYPJQ==",
      serverFinal: "v=ZQnYEgWQMFmmsM8aQMF0nDDCy/AgCzkwk8CmMZYcMg0vSVlKDanekLtifDSeVGT4+5ZxXnJq"
        + "199RVG2rR7N7Zw=="),
    // Escapes and other scripts.
    Published(
      mechanism: .sha512, user: "Jürgen,the=second", password: "пароль €",
      salt: Array("0123456789".utf8), iterations: 16_384, serverNonce: "DEF",
      clientFirst: "n,,n=Jürgen=2Cthe=3Dsecond,r=abc",
      serverFirst: "r=abcDEF,s=MDEyMzQ1Njc4OQ==,i=16384",
      clientFinal: "c=biws,r=abcDEF,p=t92wbQjN6MRIbrZru2Pq5K7hWfsLOulZCxxRmd/Wpc286oexjqVNMDv7dt9"
        + "ItSGOTKrAFxUpVLqa1v5Lpr7frw==",
      serverFinal: "v=/QhQ+eOq/JtrtUEjBFaq4+7/wvruO0MSUkiTgIK9ONX3TLVKleJGvMnayiC/wmZ3Q3kGWKYmu"
        + "Rd+sDYSGvS+9A=="),
  ]

  @Test(arguments: exchanges.indices)
  func publishedExchangesRunAsPublished(_ index: Int) throws {
    let published = Self.exchanges[index]
    let users = try table(
      published.mechanism, published.user, published.password, salt: published.salt,
      iterations: published.iterations)
    var exchange = ScramExchange(
      published.mechanism, serverNonce: bytes(published.serverNonce))
    let challenge = exchange.receive(bytes(published.clientFirst), users: users)
    #expect(challenge == .challenge(bytes(published.serverFirst)))
    let end = exchange.receive(bytes(published.clientFinal), users: users)
    #expect(end == .success(Principal(user: published.user), bytes(published.serverFinal)))
    #expect(
      exchange.receive(bytes(published.clientFinal), users: users) == .failure(.alreadyDone))
  }

  // RFC 5802, section 5, is about SHA-1, which is not offered; its messages have the same form.
  @Test func theMessagesOfRFC5802AreRead() throws {
    let nonce = "fyko+d2lbbFgONRv9qkxdawL"
    let first = try ScramClientFirst(bytes("n,,n=user,r=\(nonce)"))
    #expect(first.user == "user" && first.nonce == bytes(nonce))
    #expect(first.header == bytes("n,,") && first.bare == bytes("n=user,r=\(nonce)"))
    let both = nonce + "3rfcNHYJY1ZVvWVs7j"
    let final = try ScramClientFinal(bytes("c=biws,r=\(both),p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="))
    #expect(final.channelBinding == first.header && final.nonce == bytes(both))
    #expect(final.withoutProof == bytes("c=biws,r=\(both)"))
    #expect(final.proof.count == 20)

    let salt = try #require(Base64.decodeCanonical(bytes("QSXCR+Q6sek8bf92")))
    let users = try table(.sha256, "user", "pencil", salt: salt)
    var exchange = ScramExchange(.sha256, serverNonce: bytes("3rfcNHYJY1ZVvWVs7j"))
    #expect(
      exchange.receive(bytes("n,,n=user,r=\(nonce)"), users: users)
        == .challenge(bytes("r=\(both),s=QSXCR+Q6sek8bf92,i=4096")))
    // A proof by SHA-1 proves nothing here.
    #expect(
      exchange.receive(
        bytes("c=biws,r=\(both),p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="), users: users)
        == .failure(.wrongCredentials))
  }

  @Test(arguments: ["n,,", "y,,", "n,a=ann,", "y,a=ann,"], ScramMechanism.allCases)
  func everyHeaderWithoutBindingIsTaken(_ header: String, _ mechanism: ScramMechanism) throws {
    let users = try table(mechanism, "ann", "secret", salt: [1])
    var exchange = ScramExchange(mechanism, random: SeededRandomSource(seed: 1))
    let client = ScramClient(
      mechanism: mechanism, user: "ann", password: "secret", header: header,
      extensions: ",x=1,timeout=5")
    guard case .challenge(let reply) = exchange.receive(client.first, users: users) else {
      Issue.record("no challenge")
      return
    }
    let final = client.final(after: reply)
    #expect(
      exchange.receive(final.message, users: users)
        == .success(Principal(user: "ann"), final.signature))
  }

  @Test(arguments: [
    ("", "the first message is incomplete"),
    ("n,,n=user", "the first message is incomplete"),
    ("x,,n=user,r=abc", "the first message has no header"),
    (",,n=user,r=abc", "the first message has no header"),
    ("p=tls-unique,,n=user,r=abc", "channel binding is not supported"),
    ("n,b=user,n=user,r=abc", "the attribute 'a' is missing or out of place"),
    ("n,,m=1,n=user,r=abc", "a mandatory extension is not supported"),
    ("n,,r=abc,n=user", "the attribute 'n' is missing or out of place"),
    ("n,,n=user,s=abc", "the attribute 'r' is missing or out of place"),
    ("n,,n=us=er,r=abc", "a name has a bad escape"),
    ("n,,n=us=2cer,r=abc", "a name has a bad escape"),
    ("n,,n=user=2,r=abc", "a name has a bad escape"),
    ("n,,n=,r=abc", "a name is empty, too long, not UTF-8 or has control characters"),
    ("n,,n=us\ner,r=abc", "a name is empty, too long, not UTF-8 or has control characters"),
    ("n,,n=us\u{85}er,r=abc", "a name is empty, too long, not UTF-8 or has control characters"),
    ("n,,n=user,r=", "the nonce is empty or not printable"),
    ("n,,n=user,r=a b", "the nonce is empty or not printable"),
    ("n,,n=user,r=abc,r=abd", "an attribute is out of place"),
    ("n,,n=user,r=abc,", "an extension has no name or no value"),
    ("n,,n=user,r=abc,x=", "an extension has no name or no value"),
    ("n,,n=user,r=abc,tokenauth=true", "delegation tokens are not supported"),
  ])
  func badFirstMessagesAreRefused(_ message: String, _ reason: String) throws {
    let users = try table(.sha256, "user", "pencil", salt: [1])
    var exchange = ScramExchange(.sha256, serverNonce: bytes("s"))
    #expect(exchange.receive(bytes(message), users: users) == .failure(.malformed(reason)))
    // There is no second try.
    #expect(
      exchange.receive(bytes("n,,n=user,r=abc"), users: users) == .failure(.alreadyDone))
  }

  @Test func bytesThatAreNotUTF8AreRefused() throws {
    let message = bytes("n,,n=") + [0xFF] + bytes(",r=abc")
    #expect(throws: SaslFailure.self) { try ScramClientFirst(message) }
  }

  @Test func anotherIdentityIsRefused() throws {
    let users = try table(.sha256, "user", "pencil", salt: [1])
    var exchange = ScramExchange(.sha256, serverNonce: bytes("s"))
    #expect(
      exchange.receive(bytes("n,a=admin,n=user,r=abc"), users: users)
        == .failure(.otherIdentity))
  }

  /// Changes the right last message in one way; every way is refused.
  @Test func badLastMessagesAreRefused() throws {
    let users = try table(.sha256, "user", "pencil", salt: [1])
    let client = ScramClient(mechanism: .sha256, user: "user", password: "pencil")
    func end(_ change: (String) -> String) -> SaslStep {
      var exchange = ScramExchange(.sha256, serverNonce: bytes("server"))
      guard case .challenge(let reply) = exchange.receive(client.first, users: users) else {
        return .failure(.alreadyDone)
      }
      let right = String(decoding: client.final(after: reply).message, as: UTF8.self)
      return exchange.receive(bytes(change(right)), users: users)
    }
    func malformed(_ reason: String) -> SaslStep { .failure(.malformed(reason)) }
    guard case .success = end({ $0 }) else {
      Issue.record("the unchanged message must be right")
      return
    }
    // "y,," and "n,a=user," instead of "n,,".
    let binding = "the channel binding does not repeat the first message"
    #expect(end { "c=eSws" + $0.dropFirst(6) } == malformed(binding))
    #expect(end { "c=bixhPXVzZXIs" + $0.dropFirst(6) } == malformed(binding))
    let nonce = "the nonce is not the one of this exchange"
    #expect(end { $0.replacing("abcdefghserver", with: "abcdefgh") } == malformed(nonce))
    #expect(end { $0.replacing("abcdefghserver", with: "abcdefghservers") } == malformed(nonce))
    #expect(end { $0.replacing(",p=", with: ",q=") } != end { $0 })
    #expect(end { String($0.dropLast()) } == malformed("the last message has bad base64"))
    #expect(end { _ in "" } == malformed("the last message is incomplete"))
    #expect(
      end { $0.replacing(",p=", with: ",n=other,p=") }
        == malformed("an attribute is out of place"))
    // An extension is part of what is signed.
    #expect(end { $0.replacing(",p=", with: ",x=1,p=") } == .failure(.wrongCredentials))
    #expect(end { String($0.prefix { $0 != "p" }) + "p=" } == .failure(.wrongCredentials))
  }

  @Test(arguments: [("abcdefgh", true), ("abcdefg", false), ("abcdefghabcdefgh", false)])
  func theClientsNonceMayComeTwiceAndNothingElse(_ prefix: String, _ isTaken: Bool) throws {
    let users = try table(.sha256, "user", "pencil", salt: [1])
    let client = ScramClient(mechanism: .sha256, user: "user", password: "pencil")
    var exchange = ScramExchange(.sha256, serverNonce: bytes("server"))
    guard case .challenge(let reply) = exchange.receive(client.first, users: users) else {
      Issue.record("no challenge")
      return
    }
    let step = exchange.receive(client.final(after: reply, prefix: prefix).message, users: users)
    if case .success = step { #expect(isTaken) } else { #expect(!isTaken) }
  }

  @Test func aWrongPasswordAndAnUnknownUserLookAlike() throws {
    let users = try table(.sha256, "user", "pencil", salt: [UInt8](repeating: 7, count: 24))
    var steps: [SaslStep] = []
    for user in ["user", "nobody"] {
      var exchange = ScramExchange(.sha256, serverNonce: bytes("server"))
      let client = ScramClient(mechanism: .sha256, user: user, password: "wrong")
      guard case .challenge(let reply) = exchange.receive(client.first, users: users) else {
        Issue.record("no challenge for \(user)")
        return
      }
      let salt = ScramClient.attributes(reply)["s"]
      #expect(salt?.count == 32)
      steps.append(exchange.receive(client.final(after: reply).message, users: users))
    }
    #expect(steps == [.failure(.wrongCredentials), .failure(.wrongCredentials)])
  }

  @Test func theSaltOfAnUnknownUserIsAlwaysTheSame() throws {
    let users = try table(.sha256, "user", "pencil", salt: [1])
    var others = users
    others.decoySecret = [9]
    func salt(_ user: String, _ mechanism: ScramMechanism, _ users: UserTable) -> String? {
      var exchange = ScramExchange(mechanism, serverNonce: bytes("server"))
      let client = ScramClient(mechanism: mechanism, user: user, password: "")
      guard case .challenge(let reply) = exchange.receive(client.first, users: users) else {
        return nil
      }
      return ScramClient.attributes(reply)["s"]
    }
    let first = salt("nobody", .sha256, users)
    #expect(first != nil && first == salt("nobody", .sha256, users))
    #expect(first != salt("nobody", .sha512, users))
    #expect(first != salt("noone", .sha256, users))
    #expect(first != salt("nobody", .sha256, others))
    // Known, but not for this mechanism.
    #expect(salt("user", .sha512, users)?.count == 32)
  }

  @Test func randomBytesEndInAFailure() throws {
    let users = try table(.sha256, "user", "pencil", salt: [1])
    let random = SeededRandomSource(seed: 5)
    let pieces = [
      "n,,", "y", "p=", ",", "n=", "user", "=2C", "r=", "abc", "c=", "biws", "a=", "m=",
    ]
    for _ in 0..<3000 {
      var message: [UInt8] = []
      for _ in 0..<random.next(below: 9) {
        message +=
          random.next(below: 3) == 0
          ? random.bytes(random.next(below: 4)) : bytes(pieces[random.next(below: pieces.count)])
      }
      var exchange = ScramExchange(.sha256, serverNonce: bytes("server"))
      _ = exchange.receive(message, users: users)
      if case .success = exchange.receive(message, users: users) {
        Issue.record("\(message) let somebody in")
      }
    }
  }
}
