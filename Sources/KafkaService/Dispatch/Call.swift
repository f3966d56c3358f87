// The surroundings of one request: the node, the client, the version.

import Access
import KafkaWire
import Platform

/// One request on its way through its handler.
struct Call: Sendable {
  let node: KafkaNode
  let client: Client
  let version: Int16
  let connection: ConnectionHandler

  /// Whether the client may do something to a resource.
  func isAllowed(_ operation: AclOperation, _ resource: Resource) -> Bool {
    node.access.authorize(client.principal, client.host, operation, resource).isAllowed
  }

  /// What the client may do to a resource, as clients ask for it.
  func operations(of resource: Resource) -> Int32 {
    Int32(node.access.operations(client.principal, client.host, of: resource).rawValue)
  }

  /// The address of this node for this client.
  var advertised: HostPort { node.settings.advertised ?? client.reached }

  /// Adds to what the client has used; how long it has to wait, in milliseconds.
  func throttle(_ key: QuotaKey, _ amount: Int) -> Int32 {
    Int32(
      clamping: node.access.throttleMilliseconds(
        key, amount, client.principal, clientID: client.clientID,
        nowMilliseconds: node.time.monotonicNanoseconds() / 1_000_000))
  }
}
