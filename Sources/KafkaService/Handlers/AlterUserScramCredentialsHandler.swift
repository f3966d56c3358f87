// AlterUserScramCredentials: sets and removes users' passwords, as the keys that clients make of them.
// Each user succeeds or fails for itself; what is answered is on disk. It also works while clients
// are not asked who they are: that is how the first user comes.

import Access
import KafkaWire

enum AlterUserScramCredentialsHandler: DirectHandler {
  static func response(
    to request: AlterUserScramCredentialsRequest, _ call: Call
  ) -> AlterUserScramCredentialsResponse {
    let alterations = alterations(request)
    guard call.isAllowed(.alter, .cluster) else {
      return .with { $0.results = all(alterations, .deniedCluster) }
    }
    // A user with a mechanism that is not spoken fails as a whole.
    let unknown = Set(
      alterations.filter { ScramMechanism($0.mechanismCode) == nil }.map(\.user))
    do throws(AccessError) {
      let known = alterations.filter { !unknown.contains($0.user) }
      let outcomes = known.isEmpty ? [] : try call.node.access.alter(known)
      return .with {
        $0.results =
          all(
            alterations.filter { unknown.contains($0.user) },
            Refusal(
              .unsupportedSaslMechanism, "the mechanisms are SCRAM-SHA-256 and SCRAM-SHA-512"))
          + outcomes.map { outcome in
            .with {
              $0.user = outcome.user
              guard case .failure(let error) = outcome.result else { return }
              $0.errorCode = KafkaError(error)
              $0.errorMessage = error.message
            }
          }
      }
    } catch {
      let refusal = Refusal(error)
      return .with { $0.results = all(alterations, refusal) }
    }
  }

  private static func alterations(
    _ request: AlterUserScramCredentialsRequest
  ) -> [CredentialAlteration] {
    request.deletions.map { .remove(user: $0.name, mechanismCode: $0.mechanism) }
      + request.upsertions.map {
        .set(
          user: $0.name, mechanismCode: $0.mechanism, iterations: Int($0.iterations),
          salt: $0.salt, saltedPassword: $0.saltedPassword)
      }
  }

  /// The same refusal for every user.
  private static func all(
    _ alterations: [CredentialAlteration], _ refusal: Refusal
  ) -> [AlterUserScramCredentialsResponse.Outcome] {
    var answered: Set<String> = []
    return alterations.map(\.user).filter { answered.insert($0).inserted }.map { user in
      .with {
        $0.user = user
        $0.errorCode = refusal.error
        $0.errorMessage = refusal.sentence
      }
    }
  }
}

extension CredentialAlteration {
  fileprivate var mechanismCode: Int8 {
    switch self {
    case .remove(_, let code), .set(_, let code, _, _, _): code
    }
  }
}

extension ScramMechanism {
  fileprivate init?(_ code: Int8) {
    guard let value = UInt8(exactly: code) else { return nil }
    self.init(rawValue: value)
  }
}
