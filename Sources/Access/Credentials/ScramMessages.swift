// The two client messages of SCRAM (RFC 5802, section 7), read strictly.
//
//   client first   gs2 header | "n=" name ",r=" nonce [extensions]
//   gs2 header     ("n" | "y" | "p=" binding) "," ["a=" name] ","
//   client final   "c=" base64 ",r=" nonce [extensions] ",p=" base64
//   name           UTF-8 with "=2C" for a comma and "=3D" for an equals sign

import Platform

/// The first message of a client.
struct ScramClientFirst: Equatable {
  /// The header as it came; the last message must repeat it.
  let header: [UInt8]
  /// Everything behind the header.
  let bare: [UInt8]
  /// The user that the client wants to act as, if it named one.
  let authorizationName: String?
  let user: String
  let nonce: [UInt8]

  init(_ message: [UInt8]) throws(SaslFailure) {
    let fields = message.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard fields.count >= 4 else { throw .malformed("the first message is incomplete") }
    switch fields[0] {
    case [UInt8(ascii: "n")], [UInt8(ascii: "y")]:
      // "y": the client could bind to the channel and saw that we do not offer it.
      break
    default:
      throw .malformed(
        fields[0].starts(with: "p=".utf8)
          ? "channel binding is not supported" : "the first message has no header")
    }
    if fields[1].isEmpty {
      authorizationName = nil
    } else {
      authorizationName = try ScramText.name(ScramText.value("a", fields[1]))
    }
    if fields[2].starts(with: "m=".utf8) {
      throw .malformed("a mandatory extension is not supported")
    }
    user = try ScramText.name(ScramText.value("n", fields[2]))
    nonce = try ScramText.nonce(ScramText.value("r", fields[3]))
    try ScramText.checkExtensions(fields[4...])
    header = Array(message[..<fields[2].startIndex])
    bare = Array(message[fields[2].startIndex...])
  }
}

/// The last message of a client.
struct ScramClientFinal: Equatable {
  /// The header as the client repeats it, decoded.
  let channelBinding: [UInt8]
  let nonce: [UInt8]
  let proof: [UInt8]
  /// Everything before `,p=`.
  let withoutProof: [UInt8]

  init(_ message: [UInt8]) throws(SaslFailure) {
    let fields = message.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard fields.count >= 3 else { throw .malformed("the last message is incomplete") }
    let last = fields[fields.count - 1]
    guard let binding = Base64.decodeCanonical(try ScramText.value("c", fields[0])),
      let proof = Base64.decodeCanonical(try ScramText.value("p", last))
    else { throw .malformed("the last message has bad base64") }
    nonce = try ScramText.nonce(ScramText.value("r", fields[1]))
    try ScramText.checkExtensions(fields[2..<(fields.count - 1)])
    channelBinding = binding
    self.proof = proof
    withoutProof = Array(message[..<(last.startIndex - 1)])
  }
}

/// The parts of messages.
private enum ScramText {
  /// The bytes behind `<attribute>=`.
  static func value(
    _ attribute: Character, _ field: ArraySlice<UInt8>
  ) throws(SaslFailure) -> [UInt8] {
    guard field.starts(with: "\(attribute)=".utf8) else {
      throw .malformed("the attribute '\(attribute)' is missing or out of place")
    }
    return Array(field.dropFirst(2))
  }

  /// A name without its escapes.
  static func name(_ escaped: [UInt8]) throws(SaslFailure) -> String {
    var bytes: [UInt8] = []
    var rest = escaped[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "=") else {
        bytes.append(byte)
        continue
      }
      if rest.starts(with: "2C".utf8) {
        bytes.append(UInt8(ascii: ","))
      } else if rest.starts(with: "3D".utf8) {
        bytes.append(UInt8(ascii: "="))
      } else {
        throw .malformed("a name has a bad escape")
      }
      rest = rest.dropFirst(2)
    }
    guard let name = PreparedText.text(bytes) else {
      throw .malformed("a name is empty, too long, not UTF-8 or has control characters")
    }
    return name
  }

  /// A nonce: printable ASCII without a comma.
  static func nonce(_ bytes: [UInt8]) throws(SaslFailure) -> [UInt8] {
    let comma = UInt8(ascii: ",")
    guard !bytes.isEmpty, bytes.allSatisfy({ 0x21...0x7E ~= $0 && $0 != comma }) else {
      throw .malformed("the nonce is empty or not printable")
    }
    return bytes
  }

  /// Optional extensions are ignored when they have the form `letter=value`. Those that would
  /// change what the exchange means are refused.
  static func checkExtensions(_ fields: ArraySlice<ArraySlice<UInt8>>) throws(SaslFailure) {
    for field in fields {
      if field.elementsEqual("tokenauth=true".utf8) {
        throw .malformed("delegation tokens are not supported")
      }
      // Kafka's extensions have names of several letters.
      let name = field.prefix { $0 != UInt8(ascii: "=") }
      let isName = !name.isEmpty && name.allSatisfy { 0x41...0x5A ~= $0 || 0x61...0x7A ~= $0 }
      guard isName, field.count > name.count + 1 else {
        throw .malformed("an extension has no name or no value")
      }
      // A reserved letter cannot come twice: "r=a,r=b" has no one meaning.
      if name.count == 1, let letter = name.first, "acimnprsv".utf8.contains(letter) {
        throw .malformed("an attribute is out of place")
      }
    }
  }
}
