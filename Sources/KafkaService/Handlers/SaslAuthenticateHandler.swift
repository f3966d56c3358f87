// SaslAuthenticate: one message of an authentication.

import Access
import KafkaWire

enum SaslAuthenticateHandler: Handler {
  static let place = Place.loop

  static func handle(
    _ request: SaslAuthenticateRequest, _ call: Call, _ reply: Reply<SaslAuthenticateResponse>
  ) {
    let isTaken = call.connection.authenticate(request.authBytes) { step in
      switch step {
      case .challenge(let bytes), .success(_, let bytes): reply(.with { $0.authBytes = bytes })
      case .failure(let failure):
        reply(
          .with {
            $0.errorCode = .saslAuthenticationFailed
            $0.errorMessage = failure.message
          })
      }
    }
    if !isTaken {
      reply(
        .with {
          $0.errorCode = .illegalSaslState
          $0.errorMessage = "SaslHandshake comes first"
        })
    }
  }
}
