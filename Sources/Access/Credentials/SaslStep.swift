// What a server does after a message of an authentication.

/// The next step of an authentication.
package enum SaslStep: Equatable, Sendable {
  /// Send these bytes and wait for the next message.
  case challenge([UInt8])
  /// Send these bytes; the connection belongs to this user from now on.
  case success(Principal, [UInt8])
  /// Tell the refusal, then close the connection.
  case failure(SaslFailure)
}

/// Why an authentication failed.
package enum SaslFailure: Error, Equatable, Sendable {
  /// The message is not what RFC 5802 or 4616 asks for here; the text says in which way.
  case malformed(String)
  /// The user does not exist, has no credential for the mechanism, or the proof or password is
  /// wrong: never told apart.
  case wrongCredentials
  /// The client wants to act as another user.
  case otherIdentity
  /// A message after the end.
  case alreadyDone
  /// The client's host has failed too often.
  case tooManyAttempts(waitMilliseconds: Int64)

  /// What the client may be told.
  package var message: String {
    switch self {
    case .malformed(let reason): "authentication failed: \(reason)"
    case .wrongCredentials: "authentication failed: the user's name or password is wrong"
    case .otherIdentity:
      "authentication failed: the authorization id must be empty or the user's name"
    case .alreadyDone: "authentication failed: it is already complete"
    case .tooManyAttempts(let wait):
      "authentication failed: too many wrong attempts from this address; wait "
        + "\((wait + 999) / 1000) s"
    }
  }
}
