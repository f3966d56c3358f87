// A change as bytes. All numbers big-endian; a text or blob is a 16-bit length and bytes.
//
//   change = version 1 (= 1) | kind 1 | fields
//
//   1 decoy secret        blob
//   2 credential          user text | mechanism 1 | iterations 4 | salt blob | stored key blob
//                         | server key blob
//   3 credential removed  user text | mechanism 1
//   4 user removed        user text
//   5 rule added          rule
//   6 rule removed        rule
//   7 quota               entity | key text | limit 8 (IEEE 754)
//   8 quota removed       entity | key text
//
//   rule   = type 1 | pattern 1 | name text | user text | every host: 1 (= 0), or 1 (= 1) and
//            address 16 | operation 1 | permission 1
//   entity = part | part       user, client id
//   part   = 1 (= 0) nothing, 1 (= 1) default, 1 (= 2) and text

import Platform

extension AccessChange {
  package static let version: UInt8 = 1

  /// The bytes of the change.
  package var encoded: [UInt8] {
    var writer = ChangeWriter()
    writer.byte(Self.version)
    switch self {
    case .decoySecretSet(let secret):
      writer.byte(1)
      writer.blob(secret)
    case .credentialSet(let user, let credential):
      writer.byte(2)
      writer.text(user)
      writer.byte(credential.mechanism.rawValue)
      writer.number(UInt32(credential.iterations))
      writer.blob(credential.salt)
      writer.blob(credential.storedKey)
      writer.blob(credential.serverKey)
    case .credentialRemoved(let user, let mechanism):
      writer.byte(3)
      writer.text(user)
      writer.byte(mechanism.rawValue)
    case .userRemoved(let user):
      writer.byte(4)
      writer.text(user)
    case .ruleAdded(let binding):
      writer.byte(5)
      writer.rule(binding)
    case .ruleRemoved(let binding):
      writer.byte(6)
      writer.rule(binding)
    case .quotaSet(let entity, let key, let limit):
      writer.byte(7)
      writer.entity(entity)
      writer.text(key.rawValue)
      writer.number(limit.bitPattern)
    case .quotaRemoved(let entity, let key):
      writer.byte(8)
      writer.entity(entity)
      writer.text(key.rawValue)
    }
    return writer.bytes
  }

  /// Reads what `encoded` wrote. Whatever the bytes are, the result is a valid change or an error.
  package init(decoding bytes: [UInt8]) throws(AccessError) {
    var reader = ChangeReader(bytes)
    let version = try reader.byte()
    guard version == Self.version else {
      throw version == 0
        ? reader.damaged("it has version 0")
        : AccessError(
          .newerVersion,
          "users and rights were written by a newer version (\(version)); this one reads "
            + "\(Self.version). Start the newer one")
    }
    switch try reader.byte() {
    case 1: self = .decoySecretSet(try reader.blob())
    case 2: self = .credentialSet(user: try reader.user(), try reader.credential())
    case 3: self = .credentialRemoved(user: try reader.user(), try reader.mechanism())
    case 4: self = .userRemoved(user: try reader.user())
    case 5: self = .ruleAdded(try reader.rule())
    case 6: self = .ruleRemoved(try reader.rule())
    case 7:
      let entity = try reader.entity()
      let key = try QuotaKey.named(reader.text())
      let limit = Double(bitPattern: try reader.number())
      try key.check(limit)
      self = .quotaSet(entity, key, limit)
    case 8: self = .quotaRemoved(try reader.entity(), try QuotaKey.named(reader.text()))
    case let kind: throw reader.damaged("there is no kind \(kind)")
    }
    try reader.end()
  }
}

/// Collects the bytes of a change.
private struct ChangeWriter {
  var bytes: [UInt8] = []

  mutating func byte(_ byte: UInt8) { bytes.append(byte) }

  mutating func number(_ value: some FixedWidthInteger) { bytes.appendBigEndian(value) }

  // Every text and blob was checked to be shorter than 2^15 when it was made.
  mutating func blob(_ blob: [UInt8]) {
    number(UInt16(blob.count))
    bytes += blob
  }

  mutating func text(_ text: String) { blob(Array(text.utf8)) }

  mutating func rule(_ binding: AclBinding) {
    byte(binding.pattern.type.rawValue)
    byte(binding.pattern.patternType.rawValue)
    text(binding.pattern.name)
    text(binding.principal.name)
    if binding.host == .any {
      byte(0)
    } else {
      byte(1)
      number(binding.host.high)
      number(binding.host.low)
    }
    byte(binding.operation.rawValue)
    byte(binding.permission.rawValue)
  }

  mutating func entity(_ entity: QuotaEntity) {
    for part in [entity.user, entity.client] {
      switch part {
      case nil: byte(0)
      case .standard: byte(1)
      case .named(let name):
        byte(2)
        text(name)
      }
    }
  }
}

/// Takes the fields of a change from its bytes.
private struct ChangeReader {
  private var bytes: ByteReader

  init(_ bytes: [UInt8]) { self.bytes = ByteReader(bytes) }

  func damaged(_ reason: String) -> AccessError {
    AccessError(.damaged, "a stored change of users and rights is damaged: \(reason)")
  }

  func end() throws(AccessError) {
    guard bytes.isAtEnd else { throw damaged("bytes are left over") }
  }

  private func there<Value>(_ value: Value?) throws(AccessError) -> Value {
    guard let value else { throw damaged("it ends too early") }
    return value
  }

  mutating func byte() throws(AccessError) -> UInt8 { try number() }

  mutating func number<Number: FixedWidthInteger>() throws(AccessError) -> Number {
    try there(bytes.take(Number.self))
  }

  mutating func blob() throws(AccessError) -> [UInt8] {
    let count: UInt16 = try number()
    return try there(bytes.takeBytes(Int(count)))
  }

  mutating func text() throws(AccessError) -> String {
    guard let text = String(validating: try blob(), as: UTF8.self) else {
      throw damaged("a text is not UTF-8")
    }
    return text
  }

  mutating func user() throws(AccessError) -> String {
    try PreparedText.checkedUser(text())
  }

  private mutating func known<Case: RawRepresentable<UInt8>>() throws(AccessError) -> Case {
    let code = try byte()
    guard let known = Case(rawValue: code) else { throw damaged("\(code) has no meaning") }
    return known
  }

  mutating func mechanism() throws(AccessError) -> ScramMechanism { try known() }

  mutating func credential() throws(AccessError) -> ScramCredential {
    let mechanism: ScramMechanism = try known()
    let iterations: UInt32 = try number()
    return try ScramCredential(
      mechanism: mechanism, salt: blob(), iterations: Int(iterations), storedKey: blob(),
      serverKey: blob())
  }

  mutating func rule() throws(AccessError) -> AclBinding {
    let type: ResourceType = try known()
    let patternType: PatternType = try known()
    let pattern = try ResourcePattern(type, text(), patternType)
    let name = try text()
    guard PreparedText.isAcceptable(name) else { throw damaged("a principal is not a name") }
    let host: ClientHost
    switch try byte() {
    case 0: host = .any
    case 1: host = ClientHost(high: try number(), low: try number())
    case let kind: throw damaged("there is no host of kind \(kind)")
    }
    return AclBinding(pattern, Principal(user: name), host: host, try known(), try known())
  }

  mutating func entity() throws(AccessError) -> QuotaEntity {
    try QuotaEntity(user: part(), client: part())
  }

  private mutating func part() throws(AccessError) -> QuotaEntity.Part? {
    switch try byte() {
    case 0: return nil
    case 1: return .standard
    case 2: return .named(try text())
    case let kind: throw damaged("there is no part of kind \(kind)")
    }
  }
}
