// What a user name or a password may be. SCRAM asks for SASLprep (RFC 4013); Kafka and its clients
// do not do it, they hash the UTF-8 bytes as they are. So do we: ASCII is the same either way, other
// characters must come in the form in which the password was set. Control characters, which SASLprep
// forbids and which forge log lines, are refused.

/// The rules for names and passwords.
package enum PreparedText {
  /// The text of UTF-8 bytes, or nil: not UTF-8, empty, too long, or with control characters.
  static func text(_ bytes: some Collection<UInt8>) -> String? {
    guard let text = String(validating: bytes, as: UTF8.self), isAcceptable(text) else {
      return nil
    }
    return text
  }

  /// Whether a text can be a user's name or password.
  package static func isAcceptable(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= AccessLimits.nameBytesMax && !hasControl(text)
  }

  /// Whether a text has a control character: C0, DEL, C1, or a line or paragraph separator.
  static func hasControl(_ text: String) -> Bool {
    text.unicodeScalars.contains { scalar in
      switch scalar.value {
      case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: true
      default: false
      }
    }
  }

  /// A user's name, checked.
  package static func checkedUser(_ name: String) throws(AccessError) -> String {
    guard isAcceptable(name) else {
      throw AccessError(
        .unacceptableCredential,
        "a user's name has 1 to \(AccessLimits.nameBytesMax) bytes and no control characters")
    }
    guard name != Principal.everyone.name, name != Principal.anonymous.name else {
      throw AccessError(
        .unacceptableCredential,
        "'\(name)' stands for \(name == "*" ? "every user" : "who is not logged in")")
    }
    return name
  }
}
