import NIOHTTP1

/// The head of a request, taken apart.
struct HTTPRequest: Sendable {
  let method: HTTPMethod
  /// The parts of the path, decoded.
  let path: [String]
  let query: [(name: String, value: String)]
  let headers: HTTPHeaders
  let isHTTP2: Bool
  /// The parts of the path that stand for a `*` of the route.
  var captures: [String] = []

  init(_ head: HTTPRequestHead, isHTTP2: Bool) throws(HTTPError) {
    let pieces = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var path: [String] = []
    for part in (pieces.first ?? "").split(separator: "/") {
      path.append(try HTTPRequest.decoded(part))
    }
    var query: [(name: String, value: String)] = []
    for pair in pieces.count > 1 ? pieces[1].split(separator: "&") : [] {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      query.append(
        (
          try HTTPRequest.decoded(sides[0]),
          sides.count > 1 ? try HTTPRequest.decoded(sides[1], plusIsSpace: true) : ""
        ))
    }
    method = head.method
    self.path = path
    self.query = query
    headers = head.headers
    self.isHTTP2 = isHTTP2
  }

  func parameter(_ name: String) -> String? { query.first { $0.name == name }?.value }

  /// Text with its `%XX` replaced.
  static func decoded(
    _ text: Substring, plusIsSpace: Bool = false
  ) throws(HTTPError) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "+"), plusIsSpace {
        bytes.append(0x20)
      } else if byte == UInt8(ascii: "%") {
        guard rest.count >= 2, let digits = String(rest.prefix(2)), !digits.hasPrefix("+"),
          !digits.hasPrefix("-"), let value = UInt8(digits, radix: 16)
        else {
          throw .badRequest("the address has a '%' that two hexadecimal digits do not follow")
        }
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    guard let decoded = String(validating: bytes, as: UTF8.self) else {
      throw .badRequest("the address is not UTF-8")
    }
    return decoded
  }
}
