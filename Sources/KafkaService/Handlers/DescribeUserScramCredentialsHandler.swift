// DescribeUserScramCredentials: which mechanisms users have passwords for; nothing secret.

import Access
import KafkaWire

enum DescribeUserScramCredentialsHandler: DirectHandler {
  static func response(
    to request: DescribeUserScramCredentialsRequest, _ call: Call
  ) -> DescribeUserScramCredentialsResponse {
    guard call.isAllowed(.describe, .cluster) else {
      return .with {
        $0.errorCode = Refusal.deniedCluster.error
        $0.errorMessage = Refusal.deniedCluster.sentence
      }
    }
    let users = call.node.access.authorizer.state.users
    let wanted = (request.users ?? []).map(\.name)
    let repeated = wanted.repeated
    var answered: Set<String> = []
    return .with {
      $0.results = (wanted.isEmpty ? users.names : wanted)
        .filter { answered.insert($0).inserted }
        .map { name in
          .with {
            $0.user = name
            guard !repeated.contains(name) else {
              $0.errorCode = .duplicateResource
              $0.errorMessage = Refusal.duplicate("user '\(name)'").sentence
              return
            }
            $0.credentialInfos = users.credentials(of: name).map { credential in
              .with {
                $0.mechanism = Int8(credential.mechanism.rawValue)
                $0.iterations = Int32(clamping: credential.iterations)
              }
            }
            if $0.credentialInfos.isEmpty {
              $0.errorCode = .resourceNotFound
              $0.errorMessage = "there is no user '\(name)'"
            }
          }
        }
    }
  }
}
