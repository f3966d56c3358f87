// What front doors ask: who is this, may they, must they wait? One for the whole server, so that
// Kafka, HTTP and SQL decide alike. It holds the state and answers; it writes nothing. The owner
// logs a change first and then applies it here.

package import Platform
import Synchronization

/// The decisions of a server. Safe to use from any thread; a question takes about half a
/// microsecond, a question about quotas one, unless a password has to be checked.
package final class Authorizer: Sendable {
  package let settings: AccessSettings
  private let random: any RandomSource
  private let current: Mutex<AccessState>
  private let meter = Mutex(QuotaMeter())
  private let memo: Mutex<PasswordMemo>
  private let attempts = Mutex(AttemptMeter())

  /// An authorizer with the state that the owner read; `random` must be the system's in a server.
  package init(
    settings: AccessSettings, state: AccessState = AccessState(), random: any RandomSource
  ) {
    self.settings = settings
    self.random = random
    current = Mutex(state)
    memo = Mutex(PasswordMemo(random: random))
  }

  /// Everything is allowed: what a server without security uses.
  package convenience init() {
    self.init(settings: AccessSettings(), random: SystemRandomSource())
  }

  // MARK: - State

  /// The state at this moment.
  package var state: AccessState { current.withLock { $0 } }

  /// Applies a change that the owner has written; every later question sees it.
  package func apply(_ change: AccessChange) { apply([change]) }

  /// Applies changes that were written together; no question sees only some of them.
  package func apply(_ changes: [AccessChange]) {
    current.withLock { state in
      for change in changes { state.apply(change) }
    }
  }

  // MARK: - Who is this?

  /// Begins an authentication.
  package func exchange(_ mechanism: SaslMechanism) -> SaslExchange {
    SaslExchange(mechanism, random: random)
  }

  /// Takes a client's next message in an authentication. PLAIN's takes milliseconds, unless its
  /// password was right before, so it does not belong on an event loop. A host that fails too often
  /// has to wait; see `AttemptMeter`.
  package func answer(
    _ message: [UInt8], in exchange: inout SaslExchange, from host: ClientHost,
    nowMilliseconds: Int64
  ) -> SaslStep {
    if exchange.mechanism == .plain {
      return exchange.receivePlain(message) { message in
        logIn(message.user, message.password, from: host, nowMilliseconds: nowMilliseconds)
      }
    }
    if let wait = attempts.withLock({ $0.wait(host, nowMilliseconds: nowMilliseconds) }) {
      exchange.end()
      return .failure(.tooManyAttempts(waitMilliseconds: wait))
    }
    let step = exchange.receive(message, users: state.users)
    if case .failure = step { recordFailure(host, nowMilliseconds) }
    return step
  }

  /// Checks a user's password. Takes milliseconds, except for a password that was right before: that
  /// one is also let in while its host has to wait for failures of others.
  package func logIn(
    user: String, password: String, from host: ClientHost, nowMilliseconds: Int64
  ) -> LogIn {
    guard PreparedText.isAcceptable(user), PreparedText.isAcceptable(password) else {
      return .wrongCredentials
    }
    return logIn(user, Array(password.utf8), from: host, nowMilliseconds: nowMilliseconds)
  }

  private func logIn(
    _ user: String, _ bytes: [UInt8], from host: ClientHost, nowMilliseconds: Int64
  ) -> LogIn {
    let users = state.users
    let credentials = users.credentials(of: user)
    if let principal = remembered(user, bytes, credentials) { return .success(principal) }
    if let wait = attempts.withLock({ $0.wait(host, nowMilliseconds: nowMilliseconds) }) {
      return .tooManyAttempts(waitMilliseconds: wait)
    }
    guard users.isPassword(bytes, of: user) else {
      recordFailure(host, nowMilliseconds)
      return .wrongCredentials
    }
    memo.withLock { $0.remember(bytes, of: user, credentials) }
    return .success(Principal(user: user))
  }

  private func recordFailure(_ host: ClientHost, _ nowMilliseconds: Int64) {
    attempts.withLock { $0.recordFailure(host, nowMilliseconds: nowMilliseconds) }
  }

  /// The user, when this password was right before and still is. Takes a microsecond or two.
  package func remembered(user: String, password: String) -> Principal? {
    guard PreparedText.isAcceptable(user), PreparedText.isAcceptable(password) else { return nil }
    let credentials = current.withLock { $0.users.credentials(of: user) }
    return remembered(user, Array(password.utf8), credentials)
  }

  private func remembered(
    _ user: String, _ password: [UInt8], _ credentials: [ScramCredential]
  ) -> Principal? {
    memo.withLock { $0.remembers(password, of: user, credentials) } ? Principal(user: user) : nil
  }

  // MARK: - May they?

  /// Whether a principal may do something to a resource.
  package func authorize(
    _ principal: Principal, _ host: ClientHost, _ operation: AclOperation, _ resource: Resource
  ) -> Decision {
    if let decision = unconditional(principal) { return decision }
    return current.withLock {
      $0.rules.decision(
        principal, host, operation, resource,
        allowsEveryoneWithoutRules: settings.allowsEveryoneWithoutRules)
    }
  }

  /// Whether there is any resource of a type to which a principal may do something: what an
  /// idempotent producer needs to be let in is to write to any topic.
  package func authorize(
    _ principal: Principal, _ host: ClientHost, _ operation: AclOperation,
    toAny type: ResourceType
  ) -> Decision {
    if let decision = unconditional(principal) { return decision }
    return state.rules.decision(
      principal, host, operation, toAny: type,
      allowsEveryoneWithoutRules: settings.allowsEveryoneWithoutRules)
  }

  /// Whether a principal may do everything, whatever the rules say.
  package func isUnlimited(_ principal: Principal) -> Bool {
    unconditional(principal)?.isAllowed ?? false
  }

  /// What a principal may do to a resource, as the bits of Kafka's `AuthorizedOperations`.
  package func operations(
    _ principal: Principal, _ host: ClientHost, of resource: Resource
  ) -> OperationSet {
    let all = resource.type.operations
    if let decision = unconditional(principal) { return decision.isAllowed ? all : [] }
    let rules = state.rules
    return OperationSet(
      all.operations.filter {
        rules.decision(
          principal, host, $0, resource,
          allowsEveryoneWithoutRules: settings.allowsEveryoneWithoutRules
        ).isAllowed
      }.map { OperationSet($0) })
  }

  private func unconditional(_ principal: Principal) -> Decision? {
    if !settings.isEnabled { return Decision(isAllowed: true, .securityIsOff) }
    if settings.superUsers.contains(principal) { return Decision(isAllowed: true, .superUser) }
    return nil
  }

  // MARK: - Must they wait?

  /// Adds to a client's use and says how many milliseconds it has to wait; see `QuotaMeter`. Quotas
  /// hold whether or not security is on: then everybody is `Principal.anonymous`.
  package func throttleMilliseconds(
    _ key: QuotaKey, _ amount: Int, _ principal: Principal, clientID: String,
    nowMilliseconds: Int64
  ) -> Int {
    let quotas = current.withLock { $0.quotas }
    guard !quotas.isEmpty else { return 0 }
    return meter.withLock {
      $0.record(
        key, amount, user: principal.name, clientID: clientID, nowMilliseconds: nowMilliseconds,
        quotas: quotas)
    }
  }
}

/// What came of a password.
package enum LogIn: Equatable, Sendable {
  case success(Principal)
  /// The user or the password is wrong: never told apart.
  case wrongCredentials
  /// The host has failed too often.
  case tooManyAttempts(waitMilliseconds: Int64)
}
