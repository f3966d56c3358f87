// Why a request about users, rights or quotas, or a stored change, is refused.

/// A refusal with its reason. Front doors turn the code into their protocol's.
package struct AccessError: Error, Equatable, Sendable {
  package enum Code: Sendable {
    /// The request contradicts itself or names what there is not.
    case invalidRequest
    /// The principal is not of type `User`.
    case invalidPrincipalType
    /// Iterations, salt or name of a credential are out of bounds.
    case unacceptableCredential
    /// What is to be removed is not there.
    case notFound
    /// A request names the same thing twice.
    case duplicate
    /// A maximum of this server is reached.
    case limitReached
    /// Stored bytes are damaged.
    case damaged
    /// Stored bytes come from a newer version.
    case newerVersion
    /// The file of users and rights cannot be read or written.
    case storage
  }

  package let code: Code
  /// A sentence for the one who asked.
  package let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
