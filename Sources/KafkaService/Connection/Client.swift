// Who is at the other end of a connection, as handlers see it.

import Access

/// A client at the moment of a request.
struct Client: Sendable {
  var principal: Principal
  /// Its address for rules, and as text for administrators.
  var host: ClientHost
  var address: String
  /// What the client calls itself in the request.
  var clientID: String
  /// Where it reached this node.
  var reached: HostPort
}
