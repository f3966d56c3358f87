// For whom a session works, and what it may do. Whoever opened the data folder owns the files and
// may do everything: shells, headless runs, tests. Whoever came in through a door of a server has
// what the access rules say.
//
// A topic that may not be described is not there: it appears in no list and no advice, and asking for
// it gives what asking for nothing gives. Its streams, tables and queries appear nowhere either; who
// knows the name of a stream is refused. A topic that may be described but not read or written is
// refused in the words of the dialect.

package import Access

/// The rights of a session. Asked anew with every question, so that a rule that is taken away counts
/// at once.
package struct SessionRights: Sendable {
  private let authorizer: Authorizer?
  package let principal: Principal
  private let host: ClientHost

  /// Everything.
  package static let owner = SessionRights()

  private init() {
    authorizer = nil
    principal = .anonymous
    host = .unknown
  }

  /// What the rules give to a client.
  package init(_ authorizer: Authorizer, _ principal: Principal, from host: ClientHost) {
    self.authorizer = authorizer
    self.principal = principal
    self.host = host
  }

  /// Whether no rule has to be looked at.
  var areUnlimited: Bool { authorizer?.isUnlimited(principal) ?? true }

  func may(_ operation: AclOperation, _ resource: Resource) -> Bool {
    authorizer?.authorize(principal, host, operation, resource).isAllowed ?? true
  }

  func may(_ operation: AclOperation, topic: String) -> Bool { may(operation, .topic(topic)) }

  /// Topics may be created by a right to the topic or to the whole cluster.
  func mayCreate(topic: String) -> Bool {
    may(.create, topic: topic) || may(.create, .cluster)
  }

  var mayCreateSomeTopic: Bool {
    guard let authorizer else { return true }
    return may(.create, .cluster)
      || authorizer.authorize(principal, host, .create, toAny: .topic).isAllowed
  }

  /// Whether a topic shows itself.
  func sees(topic: String) -> Bool { may(.describe, topic: topic) }

  // MARK: - Refusals

  /// Refuses unless the operation is allowed on every topic.
  func demand(
    _ operation: AclOperation, onTopics topics: some Sequence<String>
  ) throws(DatabaseError) {
    let denied = Set(topics).filter { !may(operation, topic: $0) }.sorted()
    guard denied.isEmpty else { throw .denied(operation, topics: denied) }
  }

  func demandCreate(topic: String) throws(DatabaseError) {
    guard mayCreate(topic: topic) else { throw .denied(.create, topics: [topic]) }
  }

  /// Refuses unless the operation is allowed on the cluster.
  package func demandOnCluster(_ operation: AclOperation) throws(DatabaseError) {
    guard may(operation, .cluster) else {
      throw DatabaseError(
        kind: .denied, code: .denied,
        message: "Authorization denied to \(operation.word) on cluster: [\(Resource.cluster.name)]")
    }
  }

  /// Refuses what the owner of the files alone may do.
  func demandOwnership() throws(DatabaseError) {
    guard authorizer == nil else {
      throw DatabaseError(
        kind: .denied, code: .denied, message: "Only a shell on the data folder may do this")
    }
  }
}

extension DatabaseError {
  /// In the words of the reference dialect.
  static func denied(_ operation: AclOperation, topics: [String]) -> DatabaseError {
    DatabaseError(
      kind: .denied, code: .denied,
      message: "Authorization denied to \(operation.word) on topic(s): "
        + "[\(topics.joined(separator: ", "))]")
  }
}

extension Database {
  /// The rights of a client that a door of this server let in.
  package func rights(of principal: Principal, from host: ClientHost) -> SessionRights {
    SessionRights(access.authorizer, principal, from: host)
  }
}
