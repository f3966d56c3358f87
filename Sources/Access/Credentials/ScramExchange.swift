// The server's side of SCRAM (RFC 5802, RFC 7677): two messages in, two out.
//
//   client first ─▶ [start]   ─▶ "r=" both nonces ",s=" salt ",i=" iterations
//   client final ─▶ [waiting] ─▶ "v=" server signature, or a failure
//   anything     ─▶ [done]    ─▶ a failure
//
// A user that is unknown goes the whole way with a credential that nobody can prove, so that neither
// the messages nor the time of the answer tell who exists.

package import Platform

/// One SCRAM authentication.
package struct ScramExchange: Sendable {
  private enum State {
    case start
    case waiting(ScramClientFirst, ScramCredential, serverFirst: [UInt8], nonce: [UInt8])
    case done
  }

  package let mechanism: ScramMechanism
  private let serverNonce: [UInt8]
  private var state = State.start

  /// An exchange whose part of the nonce is drawn from `random`.
  package init(_ mechanism: ScramMechanism, random: any RandomSource) {
    // 24 bytes are 32 digits without padding; base64 has no comma.
    self.init(mechanism, serverNonce: Base64.encode(random.bytes(24)))
  }

  /// An exchange with the server's part of the nonce given, which must be printable.
  package init(_ mechanism: ScramMechanism, serverNonce: [UInt8]) {
    self.mechanism = mechanism
    self.serverNonce = serverNonce
  }

  /// Takes the client's next message.
  package mutating func receive(_ message: [UInt8], users: UserTable) -> SaslStep {
    let current = state
    // Whatever goes wrong ends the exchange.
    state = .done
    do throws(SaslFailure) {
      switch current {
      case .start:
        return start(try ScramClientFirst(message), users)
      case .waiting(let first, let credential, let serverFirst, let nonce):
        let final = try ScramClientFinal(message)
        return Self.conclude(first, credential, serverFirst, nonce, final)
      case .done:
        return .failure(.alreadyDone)
      }
    } catch {
      return .failure(error)
    }
  }

  private mutating func start(_ first: ScramClientFirst, _ users: UserTable) -> SaslStep {
    if let name = first.authorizationName, name != first.user {
      return .failure(.otherIdentity)
    }
    let credential =
      users.credential(of: first.user, mechanism)
      ?? .decoy(mechanism, user: first.user, secret: users.decoySecret)
    let nonce = first.nonce + serverNonce
    var reply = Array("r=".utf8) + nonce
    reply += Array(",s=".utf8) + Base64.encode(credential.salt)
    reply += Array(",i=\(credential.iterations)".utf8)
    state = .waiting(first, credential, serverFirst: reply, nonce: nonce)
    return .challenge(reply)
  }

  private static func conclude(
    _ first: ScramClientFirst, _ credential: ScramCredential, _ serverFirst: [UInt8],
    _ nonce: [UInt8], _ final: ScramClientFinal
  ) -> SaslStep {
    guard final.channelBinding == first.header else {
      return .failure(.malformed("the channel binding does not repeat the first message"))
    }
    // RFC 5802 has both parts of the nonce and nothing else. Older librdkafka (2.0, Debian's) puts the
    // client's part in front once more; brokers take that, and the proof covers what was sent.
    guard final.nonce == nonce || final.nonce == first.nonce + nonce else {
      return .failure(.malformed("the nonce is not the one of this exchange"))
    }
    let comma = UInt8(ascii: ",")
    let message = first.bare + [comma] + serverFirst + [comma] + final.withoutProof
    guard credential.isProof(final.proof, for: message) else {
      return .failure(.wrongCredentials)
    }
    let signature = credential.serverSignature(for: message)
    return .success(Principal(user: first.user), Array("v=".utf8) + Base64.encode(signature))
  }
}
