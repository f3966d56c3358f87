// Where a client comes from, as rules compare it: an address, whatever way it is written. An IPv4
// address and its mapped form in IPv6 are the same host.

/// A client's address, or every address. Made once a connection; costs nothing to compare.
package struct ClientHost: Hashable, Sendable {
  private enum Kind: UInt8 {
    case any
    case unknown
    case address
  }

  private let kind: Kind
  /// The 16 bytes of the address in IPv6.
  package let high: UInt64
  package let low: UInt64

  /// In rules, every host.
  package static let any = ClientHost(kind: .any, high: 0, low: 0)
  /// A client without an address: it meets only the rules for every host.
  package static let unknown = ClientHost(kind: .unknown, high: 0, low: 0)

  private init(kind: Kind, high: UInt64, low: UInt64) {
    self.kind = kind
    self.high = high
    self.low = low
  }

  /// The address with these 16 bytes.
  package init(high: UInt64, low: UInt64) {
    self.init(kind: .address, high: high, low: low)
  }

  /// The address of a connection's other end, as the system writes it.
  package init(peer text: String) { self = Self.address(text) ?? .unknown }

  /// The host of a rule: `*` or an address. Names are refused: they would never match.
  package init(rule text: String) throws(AccessError) {
    if text == "*" {
      self = .any
    } else if let host = Self.address(text) {
      self = host
    } else {
      throw AccessError(.invalidRequest, "a rule's host is * or an IP address, not '\(text)'")
    }
  }

  /// `*`, `10.0.0.7`, or the eight groups of IPv6 as Java writes them.
  package var text: String {
    switch kind {
    case .any: return "*"
    case .unknown: return "unknown"
    case .address:
      if high == 0 && low >> 32 == 0xFFFF {
        return [24, 16, 8, 0].map { String(low >> $0 & 255) }.joined(separator: ".")
      }
      let groups = [high, low].flatMap { half in [48, 32, 16, 0].map { half >> $0 & 0xFFFF } }
      return groups.map { String($0, radix: 16) }.joined(separator: ":")
    }
  }

  private static func address(_ text: String) -> ClientHost? {
    // A zone ("fe80::1%eth0") says how to get there, not who it is.
    let text = text.prefix { $0 != "%" }
    guard text.utf8.count <= 45 else { return nil }
    guard text.contains(":") else {
      return version4(text).map { ClientHost(high: 0, low: 0xFFFF_0000_0000 | $0) }
    }
    return version6(text)
  }

  private static func version4(_ text: Substring) -> UInt64? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var address: UInt64 = 0
    for part in parts {
      guard part.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let byte = UInt8(part) else { return nil }
      address = address << 8 | UInt64(byte)
    }
    return address
  }

  private static func version6(_ text: Substring) -> ClientHost? {
    var halves: [[UInt64]] = [[]]
    var rest = text
    // "::" stands for as many zero groups as are missing.
    if let gap = text.firstRange(of: "::") {
      guard let head = groups(text[..<gap.lowerBound], isEnd: false) else { return nil }
      halves = [head, []]
      rest = text[gap.upperBound...]
    }
    guard let tail = groups(rest, isEnd: true) else { return nil }
    halves[halves.count - 1] = tail
    let missing = 8 - halves.reduce(0) { $0 + $1.count }
    guard halves.count == 2 ? missing >= 1 : missing == 0 else { return nil }
    let all = halves.count == 2 ? halves[0] + Array(repeating: 0, count: missing) + tail : tail
    func half(_ groups: ArraySlice<UInt64>) -> UInt64 { groups.reduce(0) { $0 << 16 | $1 } }
    return ClientHost(high: half(all[..<4]), low: half(all[4...]))
  }

  /// Groups between colons; the last of an address may be one of IPv4, which counts as two.
  private static func groups(_ text: Substring, isEnd: Bool) -> [UInt64]? {
    guard !text.isEmpty else { return [] }
    var groups: [UInt64] = []
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if isEnd, index == parts.count - 1, part.contains("."), let address = version4(part) {
        groups += [address >> 16, address & 0xFFFF]
      } else if 1...4 ~= part.utf8.count, part.utf8.first != UInt8(ascii: "+"),
        let group = UInt64(part, radix: 16)
      {
        groups.append(group)
      } else {
        return nil
      }
    }
    return groups
  }
}

extension ClientHost: Comparable {
  /// Every host first, then by address.
  package static func < (left: ClientHost, right: ClientHost) -> Bool {
    (left.kind.rawValue, left.high, left.low) < (right.kind.rawValue, right.high, right.low)
  }
}
