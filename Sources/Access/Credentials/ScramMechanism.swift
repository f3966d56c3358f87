// The two SCRAM mechanisms and the hashing that they rest on. This is the only file that calls the
// system's cryptography; every function is a few lines around one of its calls.

import CCrypto

/// A SCRAM mechanism; the raw values are Kafka's numbers.
package enum ScramMechanism: UInt8, CaseIterable, Sendable {
  case sha256 = 1
  case sha512 = 2

  /// As SASL and Kafka name it.
  package var name: String {
    switch self {
    case .sha256: "SCRAM-SHA-256"
    case .sha512: "SCRAM-SHA-512"
    }
  }

  /// Bytes of a digest, and of every key.
  package var digestSize: Int {
    switch self {
    case .sha256: 32
    case .sha512: 64
    }
  }

  private var algorithm: OpaquePointer? {
    switch self {
    case .sha256: EVP_sha256()
    case .sha512: EVP_sha512()
    }
  }

  /// `H(message)`.
  package func digest(_ message: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: digestSize) { output, count in
      let status = EVP_Digest(
        message, message.count, output.baseAddress, nil, algorithm, nil)
      precondition(status == 1, "the system's digest failed")
      count = digestSize
    }
  }

  /// `HMAC(key, message)`.
  package func authenticationCode(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: digestSize) { output, count in
      let code = HMAC(
        algorithm, key, Int32(key.count), message, message.count, output.baseAddress, nil)
      precondition(code != nil, "the system's authentication code failed")
      count = digestSize
    }
  }

  /// PBKDF2 with this mechanism's HMAC: `Hi(password, salt, iterations)` when `size` is left out.
  /// Slow by design: about a millisecond for 4096 iterations.
  package func stretched(
    password: [UInt8], salt: [UInt8], iterations: Int, size: Int? = nil
  ) -> [UInt8] {
    let size = size ?? digestSize
    // A password without bytes still needs an address.
    let secret = password + [0]
    return [UInt8](unsafeUninitializedCapacity: size) { output, count in
      let status = secret.withUnsafeBytes { bytes in
        PKCS5_PBKDF2_HMAC(
          bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(password.count), salt,
          Int32(salt.count), Int32(iterations), algorithm, Int32(size), output.baseAddress)
      }
      precondition(status == 1, "the system's key derivation failed")
      count = size
    }
  }
}

/// Whether two secrets are equal, in a time that does not tell where they differ.
package func isEqualSecret(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
}
