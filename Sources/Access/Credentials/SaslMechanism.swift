/// How a client may prove who it is.
package enum SaslMechanism: String, CaseIterable, Sendable {
  case plain = "PLAIN"
  case scramSHA256 = "SCRAM-SHA-256"
  case scramSHA512 = "SCRAM-SHA-512"

  /// The SCRAM mechanism behind it; nil for PLAIN.
  var scram: ScramMechanism? {
    switch self {
    case .plain: nil
    case .scramSHA256: .sha256
    case .scramSHA512: .sha512
    }
  }
}
