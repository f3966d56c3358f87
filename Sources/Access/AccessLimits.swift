// Every table of this target has a maximum, so that no request can fill the memory.

/// The maxima of users, rights and quotas.
package enum AccessLimits {
  /// UTF-8 bytes of a user's name or a password: what RFC 4616 asks servers to take.
  package static let nameBytesMax = 255
  /// UTF-8 bytes of a resource's name or a client id: what the wire can carry.
  package static let resourceBytesMax = 32_767
  package static let saltBytesMax = 1024
  package static let iterationsMin = 4096
  package static let iterationsMax = 16_384
  /// For passwords that are set here rather than by a client. Costs about 2 ms to check.
  package static let iterationsDefault = 8192
  /// Bytes of one message of an authentication.
  package static let saslMessageBytesMax = 8192

  package static let usersMax = 100_000
  package static let rulesMax = 100_000
  package static let quotasMax = 10_000
}
