// Passwords that were checked lately, so that a client which sends its password with every request
// (HTTP) costs milliseconds once. What is remembered is a keyed hash under a secret that is never
// written anywhere, and the credentials that the password was right for: when these change, so does
// the answer.

import Platform

/// Remembers right passwords; wrong ones cost their milliseconds every time.
struct PasswordMemo: Sendable {
  private struct Entry {
    let code: [UInt8]
    let credentials: [ScramCredential]
  }

  private let secret: [UInt8]
  private let countMax: Int
  private var entries: [String: Entry] = [:]

  init(random: any RandomSource, countMax: Int = 1024) {
    secret = random.bytes(32)
    self.countMax = countMax
  }

  /// Whether the password was found right for these credentials.
  func remembers(_ password: [UInt8], of user: String, _ credentials: [ScramCredential]) -> Bool {
    guard let entry = entries[user], entry.credentials == credentials else { return false }
    return isEqualSecret(code(password), entry.code)
  }

  /// Remembers a password that was found right.
  mutating func remember(
    _ password: [UInt8], of user: String, _ credentials: [ScramCredential]
  ) {
    if entries.count >= countMax { entries.removeAll() }
    entries[user] = Entry(code: code(password), credentials: credentials)
  }

  private func code(_ password: [UInt8]) -> [UInt8] {
    ScramMechanism.sha256.authenticationCode(key: secret, password)
  }
}
