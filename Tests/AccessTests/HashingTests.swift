// The system's functions are called rightly: published vectors.

import Testing

@testable import Access

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

private func hex(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

struct HashingTests {
  @Test func digestsOfABC() {
    #expect(
      hex(ScramMechanism.sha256.digest(bytes("abc")))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      hex(ScramMechanism.sha512.digest(bytes("abc")))
        == "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f")
    #expect(
      hex(ScramMechanism.sha256.digest([]))
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  // RFC 4231, test case 2.
  @Test func authenticationCodes() {
    let message = bytes("what do ya want for nothing?")
    #expect(
      hex(ScramMechanism.sha256.authenticationCode(key: bytes("Jefe"), message))
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    #expect(
      hex(ScramMechanism.sha512.authenticationCode(key: bytes("Jefe"), message))
        == "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
        + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737")
  }

  // RFC 7914, section 11; the others are widely published.
  @Test(arguments: [
    (
      ScramMechanism.sha256, "passwd", "salt", 1,
      "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
        + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"
    ),
    (
      .sha256, "Password", "NaCl", 80_000,
      "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
        + "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d"
    ),
    (
      .sha256, "password", "salt", 4096,
      "c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a"
    ),
    (.sha256, "pass\0word", "sa\0lt", 4096, "89b69d0516f829893c696226650a8687"),
    (
      .sha512, "password", "salt", 1,
      "867f70cf1ade02cff3752599a3a53dc4af34c7a669815ae5d513554e1c8cf252"
        + "c02d470a285a0501bad999bfe943c08f050235d7d68b1da55e63f73b60a57fce"
    ),
    (
      .sha512, "passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096,
      "8c0511f4c6e597c6ac6315d8f0362e225f3c501495ba23b868c005174dc4ee71"
        + "115b59f9e60cd9532fa33e0f75aefe30225c583a186cd82bd4daea9724a3d3b8"
    ),
  ])
  func stretchedPasswords(
    _ mechanism: ScramMechanism, _ password: String, _ salt: String, _ iterations: Int,
    _ expected: String
  ) {
    let key = mechanism.stretched(
      password: bytes(password), salt: bytes(salt), iterations: iterations,
      size: expected.count / 2)
    #expect(hex(key) == expected)
  }

  @Test func secretsAreEqualOrNot() {
    #expect(isEqualSecret([], []))
    #expect(isEqualSecret([1, 2], [1, 2]))
    #expect(!isEqualSecret([1, 2], [1, 3]))
    #expect(!isEqualSecret([1, 2], [1, 2, 3]))
  }
}
