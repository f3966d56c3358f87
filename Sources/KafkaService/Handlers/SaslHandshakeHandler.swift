// SaslHandshake: agrees on a mechanism.

import Access
import KafkaWire

enum SaslHandshakeHandler: Handler {
  static let place = Place.loop

  static func handle(
    _ request: SaslHandshakeRequest, _ call: Call, _ reply: Reply<SaslHandshakeResponse>
  ) {
    let mechanisms = SaslMechanism.allCases.map(\.rawValue)
    guard call.node.settings.requiresAuthentication else {
      return reply(.with { $0.errorCode = .illegalSaslState })
    }
    guard let mechanism = SaslMechanism(rawValue: request.mechanism) else {
      return reply(
        .with {
          $0.errorCode = .unsupportedSaslMechanism
          $0.mechanisms = mechanisms
        })
    }
    call.connection.beginAuthentication(
      call.node.access.exchange(mechanism), isBare: call.version == 0)
    reply(.with { $0.mechanisms = mechanisms })
  }
}
