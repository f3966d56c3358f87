// What is kept of a password: enough to check a proof or a password, not enough to log in with.
//
//   salted password  Hi(password, salt, iterations)          never kept
//   client key       HMAC(salted password, "Client Key")     never kept
//   stored key       H(client key)                           kept
//   server key       HMAC(salted password, "Server Key")     kept

package import Platform

/// A user's credential for one mechanism.
package struct ScramCredential: Equatable, Sendable {
  package let mechanism: ScramMechanism
  package let salt: [UInt8]
  package let iterations: Int
  package let storedKey: [UInt8]
  package let serverKey: [UInt8]

  /// A credential as it was stored; checks sizes and bounds.
  package init(
    mechanism: ScramMechanism, salt: [UInt8], iterations: Int, storedKey: [UInt8],
    serverKey: [UInt8]
  ) throws(AccessError) {
    guard iterations >= AccessLimits.iterationsMin else {
      throw AccessError(
        .unacceptableCredential,
        "too few iterations: at least \(AccessLimits.iterationsMin) are needed")
    }
    guard iterations <= AccessLimits.iterationsMax else {
      throw AccessError(
        .unacceptableCredential,
        "too many iterations: at most \(AccessLimits.iterationsMax) are allowed")
    }
    guard !salt.isEmpty, salt.count <= AccessLimits.saltBytesMax else {
      throw AccessError(
        .unacceptableCredential, "a salt has 1 to \(AccessLimits.saltBytesMax) bytes")
    }
    guard storedKey.count == mechanism.digestSize, serverKey.count == mechanism.digestSize else {
      throw AccessError(
        .unacceptableCredential, "a key of \(mechanism.name) has \(mechanism.digestSize) bytes")
    }
    self.mechanism = mechanism
    self.salt = salt
    self.iterations = iterations
    self.storedKey = storedKey
    self.serverKey = serverKey
  }

  /// From the salted password, which is what Kafka's administration clients send.
  package init(
    mechanism: ScramMechanism, salt: [UInt8], iterations: Int, saltedPassword: [UInt8]
  ) throws(AccessError) {
    guard saltedPassword.count == mechanism.digestSize else {
      throw AccessError(
        .unacceptableCredential,
        "a salted password of \(mechanism.name) has \(mechanism.digestSize) bytes")
    }
    let keys = Self.keys(mechanism, saltedPassword)
    try self.init(
      mechanism: mechanism, salt: salt, iterations: iterations, storedKey: keys.stored,
      serverKey: keys.server)
  }

  /// From a password; the salt is drawn from `random`, which must be the system's in a server.
  package init(
    mechanism: ScramMechanism, password: String,
    iterations: Int = AccessLimits.iterationsDefault, random: any RandomSource
  ) throws(AccessError) {
    guard PreparedText.isAcceptable(password) else {
      throw AccessError(
        .unacceptableCredential,
        "a password has 1 to \(AccessLimits.nameBytesMax) bytes and no control characters")
    }
    // Bounds are checked before the work, whose length they limit.
    guard (AccessLimits.iterationsMin...AccessLimits.iterationsMax).contains(iterations) else {
      throw AccessError(
        .unacceptableCredential,
        "iterations lie between \(AccessLimits.iterationsMin) and \(AccessLimits.iterationsMax)")
    }
    let salt = random.bytes(Self.saltSize)
    try self.init(
      mechanism: mechanism, salt: salt, iterations: iterations,
      saltedPassword: mechanism.stretched(
        password: Array(password.utf8), salt: salt, iterations: iterations))
  }

  /// Bytes of the salts that are drawn here.
  package static let saltSize = 24

  /// Whether `password` is the one that this was made from.
  package func isPassword(_ password: [UInt8]) -> Bool {
    let salted = mechanism.stretched(password: password, salt: salt, iterations: iterations)
    return isEqualSecret(Self.keys(mechanism, salted).stored, storedKey)
  }

  /// Whether a client's proof for `message` shows that it knows the client key.
  func isProof(_ proof: [UInt8], for message: [UInt8]) -> Bool {
    guard proof.count == mechanism.digestSize else { return false }
    let signature = mechanism.authenticationCode(key: storedKey, message)
    let clientKey = zip(proof, signature).map { $0 ^ $1 }
    return isEqualSecret(mechanism.digest(clientKey), storedKey)
  }

  /// What shows the client that the server knows its user.
  func serverSignature(for message: [UInt8]) -> [UInt8] {
    mechanism.authenticationCode(key: serverKey, message)
  }

  /// What an unknown user has: the same for the same name and secret, opened by no password.
  static func decoy(_ mechanism: ScramMechanism, user: String, secret: [UInt8]) -> ScramCredential {
    func part(_ label: String) -> [UInt8] {
      mechanism.authenticationCode(key: secret, Array((label + user).utf8))
    }
    return ScramCredential(
      decoyOf: mechanism, salt: Array(part("salt ").prefix(saltSize)),
      storedKey: part("stored key "), serverKey: part("server key "))
  }

  private init(
    decoyOf mechanism: ScramMechanism, salt: [UInt8], storedKey: [UInt8], serverKey: [UInt8]
  ) {
    self.mechanism = mechanism
    self.salt = salt
    iterations = AccessLimits.iterationsDefault
    self.storedKey = storedKey
    self.serverKey = serverKey
  }

  private static func keys(
    _ mechanism: ScramMechanism, _ saltedPassword: [UInt8]
  ) -> (stored: [UInt8], server: [UInt8]) {
    let client = mechanism.authenticationCode(key: saltedPassword, Array("Client Key".utf8))
    let server = mechanism.authenticationCode(key: saltedPassword, Array("Server Key".utf8))
    return (mechanism.digest(client), server)
  }
}

extension RandomSource {
  /// Random bytes.
  func bytes(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let number = next()
      bytes += (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
    }
    return Array(bytes.prefix(count))
  }
}
