// The header `Authorization: Basic …` of RFC 7617: base64 of `user:password` in UTF-8.

import NIOHTTP1
import Platform

/// A name and a password that a request came with; not checked yet.
struct BasicCredentials: Equatable, Sendable {
  let user: String
  let password: String

  /// Nil when the request has no such header, more than one, or one that cannot be read.
  init?(_ headers: HTTPHeaders) {
    let values = headers["authorization"]
    guard values.count == 1, let value = values.first else { return nil }
    let parts = value.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "basic",
      let bytes = Base64.decodeCanonical(Array(parts[1].drop { $0 == " " }.utf8)),
      let text = String(validating: bytes, as: UTF8.self), let colon = text.firstIndex(of: ":")
    else { return nil }
    user = String(text[..<colon])
    password = String(text[text.index(after: colon)...])
  }
}
