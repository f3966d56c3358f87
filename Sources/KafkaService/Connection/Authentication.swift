// Who a connection belongs to, and how it becomes somebody's. Kept by the connection, changed on its
// loop only. The bytes of the exchange come in their own requests (SaslAuthenticate) or, after
// version 0 of SaslHandshake, as bare frames.

import Access
import KafkaWire

struct Authentication {
  enum Phase {
    /// Nobody asks, or nobody has said anything yet.
    case none
    /// A mechanism was agreed on; `isBare` when frames without a header follow.
    case exchanging(SaslExchange, isBare: Bool)
    /// A message is being checked on a thread.
    case checking(isBare: Bool)
    case done(Principal)
  }

  private(set) var phase = Phase.none
  let isRequired: Bool

  init(isRequired: Bool) { self.isRequired = isRequired }

  /// Whose requests these are, nil as long as that has to be said first.
  var principal: Principal? {
    switch phase {
    case .done(let principal): principal
    case .none where !isRequired: .anonymous
    default: nil
    }
  }

  /// Whether the next frame has no header.
  var takesBareFrames: Bool {
    switch phase {
    case .exchanging(_, let isBare), .checking(let isBare): isBare
    default: false
    }
  }

  /// What may be asked before it is clear who asks.
  func isAdmitted(_ key: APIKey?) -> Bool {
    if principal != nil { return true }
    return key == .apiVersions || key == .saslHandshake || key == .saslAuthenticate
  }

  mutating func begin(_ exchange: SaslExchange, isBare: Bool) {
    phase = .exchanging(exchange, isBare: isBare)
  }

  /// The exchange that a message is for; it is gone until `continue` gives it back.
  mutating func take() -> SaslExchange? {
    guard case .exchanging(let exchange, let isBare) = phase else { return nil }
    phase = .checking(isBare: isBare)
    return exchange
  }

  mutating func finish(_ step: SaslStep, _ exchange: SaslExchange) {
    switch step {
    case .challenge: phase = .exchanging(exchange, isBare: takesBareFrames)
    case .success(let principal, _): phase = .done(principal)
    case .failure: phase = .none
    }
  }
}
