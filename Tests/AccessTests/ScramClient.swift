import Platform
// The client's side of SCRAM, as far as tests need it.

@testable import Access

struct ScramClient {
  var mechanism: ScramMechanism
  var user: String
  var password: String
  var header = "n,,"
  var nonce = "abcdefgh"
  /// Between nonce and proof of the last message.
  var extensions = ""

  var bare: String { "n=\(user),r=\(nonce)" }
  var first: [UInt8] { Array((header + bare).utf8) }

  /// The values of a server's message by attribute.
  static func attributes(_ message: [UInt8]) -> [Character: String] {
    var values: [Character: String] = [:]
    for field in String(decoding: message, as: UTF8.self).split(separator: ",") {
      if let name = field.first { values[name] = String(field.dropFirst(2)) }
    }
    return values
  }

  /// The last message, and what a server that knows the password answers.
  /// `prefix` stands in front of the nonce, where RFC 5802 has nothing.
  func final(
    after serverFirst: [UInt8], prefix: String = ""
  ) -> (message: [UInt8], signature: [UInt8]) {
    let values = Self.attributes(serverFirst)
    let salt = Base64.decodeCanonical(Array((values["s"] ?? "").utf8)) ?? []
    let salted = mechanism.stretched(
      password: Array(password.utf8), salt: salt, iterations: Int(values["i"] ?? "") ?? 1)
    let clientKey = mechanism.authenticationCode(key: salted, Array("Client Key".utf8))
    let serverKey = mechanism.authenticationCode(key: salted, Array("Server Key".utf8))
    let binding = String(decoding: Base64.encode(Array(header.utf8)), as: UTF8.self)
    let withoutProof = Array("c=\(binding),r=\(prefix)\(values["r"] ?? "")\(extensions)".utf8)
    let message = Array(bare.utf8) + [0x2C] + serverFirst + [0x2C] + withoutProof
    let signature = mechanism.authenticationCode(key: mechanism.digest(clientKey), message)
    let proof = zip(clientKey, signature).map { $0 ^ $1 }
    return (
      withoutProof + Array(",p=".utf8) + Base64.encode(proof),
      Array("v=".utf8)
        + Base64.encode(mechanism.authenticationCode(key: serverKey, message))
    )
  }
}
