// One authentication of a connection, whatever the mechanism: front doors carry bytes between the
// client and this value and look at nothing inside.

package import Platform

/// An authentication that is under way.
package struct SaslExchange: Sendable {
  private enum State {
    case plain
    case scram(ScramExchange)
    case done
  }

  package let mechanism: SaslMechanism
  private var state: State

  package init(_ mechanism: SaslMechanism, random: any RandomSource) {
    self.mechanism = mechanism
    state = mechanism.scram.map { .scram(ScramExchange($0, random: random)) } ?? .plain
  }

  /// Ends it: every later message fails.
  mutating func end() { state = .done }

  /// Takes the one message of PLAIN, whose password `logIn` checks.
  mutating func receivePlain(
    _ message: [UInt8], logIn: (PlainMessage) -> LogIn
  ) -> SaslStep {
    guard case .plain = state else { return .failure(.alreadyDone) }
    state = .done
    guard message.count <= AccessLimits.saslMessageBytesMax else {
      return .failure(.malformed("the message is too long"))
    }
    do throws(SaslFailure) {
      switch logIn(try PlainMessage(message)) {
      case .success(let principal): return .success(principal, [])
      case .wrongCredentials: return .failure(.wrongCredentials)
      case .tooManyAttempts(let wait): return .failure(.tooManyAttempts(waitMilliseconds: wait))
      }
    } catch {
      return .failure(error)
    }
  }

  /// Takes the client's next message. Checking PLAIN's password takes milliseconds; SCRAM's steps
  /// take microseconds.
  package mutating func receive(_ message: [UInt8], users: UserTable) -> SaslStep {
    guard message.count <= AccessLimits.saslMessageBytesMax else {
      state = .done
      return .failure(.malformed("the message is too long"))
    }
    switch state {
    case .plain:
      state = .done
      return Self.receivePlain(message, users)
    case .scram(var exchange):
      let step = exchange.receive(message, users: users)
      state = .scram(exchange)
      return step
    case .done:
      return .failure(.alreadyDone)
    }
  }

  private static func receivePlain(_ bytes: [UInt8], _ users: UserTable) -> SaslStep {
    do throws(SaslFailure) {
      let message = try PlainMessage(bytes)
      guard users.isPassword(message.password, of: message.user) else {
        return .failure(.wrongCredentials)
      }
      return .success(Principal(user: message.user), [])
    } catch {
      return .failure(error)
    }
  }
}
