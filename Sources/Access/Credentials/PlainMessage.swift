// PLAIN (RFC 4616): one message with the password in it, so it belongs behind TLS.
//
//   [authorization id] NUL user NUL password

/// The message of PLAIN.
struct PlainMessage: Equatable {
  let user: String
  let password: [UInt8]

  init(_ message: [UInt8]) throws(SaslFailure) {
    let fields = message.split(separator: 0, omittingEmptySubsequences: false)
    guard fields.count == 3 else { throw .malformed("a PLAIN message has three fields") }
    guard let user = PreparedText.text(fields[1]), PreparedText.text(fields[2]) != nil else {
      throw .malformed(
        "the name or password is empty, too long, not UTF-8 or has control characters")
    }
    guard fields[0].isEmpty || fields[0] == fields[1] else { throw .otherIdentity }
    self.user = user
    password = Array(fields[2])
  }
}
