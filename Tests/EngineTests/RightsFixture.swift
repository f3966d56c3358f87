// A database with access rules, and users who try things.

import Planner
import SegmentLog
import Access
import Engine
import Testing

/// Users are whoever is named; what they may do is what was granted.
final class RightsFixture {
  let fixture: DatabaseFixture
  var database: Database { fixture.database }

  /// A stream over `a`, one over `b`, a stream `d` that a query makes of `a`, and a table `t` of it.
  static let declarations = """
    CREATE STREAM a (k STRING KEY, v INT)
      WITH (kafka_topic = 'a', value_format = 'JSON', partitions = 1);
    CREATE STREAM b (k STRING KEY, v INT)
      WITH (kafka_topic = 'b', value_format = 'JSON', partitions = 1);
    CREATE STREAM d WITH (kafka_topic = 'd') AS SELECT * FROM a;
    CREATE TABLE t WITH (kafka_topic = 't') AS SELECT k, COUNT(*) AS n FROM a GROUP BY k;
    INSERT INTO a VALUES ('x', 1);
    """

  init(_ settings: AccessSettings = AccessSettings(isEnabled: true)) throws {
    fixture = try DatabaseFixture(access: settings)
    try fixture.execute(Self.declarations)
  }

  struct Right: Hashable, CustomStringConvertible {
    let operation: AclOperation
    let topic: String

    init(_ operation: AclOperation, _ topic: String) {
      self.operation = operation
      self.topic = topic
    }

    var description: String { "\(operation.word) on \(topic)" }
  }

  func grant(
    _ user: String, _ operation: AclOperation, _ name: String, _ type: ResourceType = .topic,
    _ patternType: PatternType = .literal, _ permission: AclPermission = .allow
  ) throws {
    let pattern = try ResourcePattern(type, name, patternType)
    try database.access.add([
      AclBinding(pattern, Principal(user: user), operation, permission)
    ])
  }

  func grant(_ user: String, _ rights: [Right]) throws {
    for right in rights { try grant(user, right.operation, right.topic) }
  }

  func rights(_ user: String) -> SessionRights {
    database.rights(of: Principal(user: user), from: .unknown)
  }

  /// What a user's text gives. Rows are not read.
  func run(
    _ user: String, _ text: String, validatesFirst: Bool = false
  ) -> (error: DatabaseError?, results: [StatementResult]) {
    let session = database.session(dialect: .server, rights: rights(user))
    let outcome = session.execute(text, validatesFirst: validatesFirst)
    let results = outcome.executed.map(\.result)
    for result in results {
      if case .printed(let lines) = result { lines.close() }
    }
    fixture.scheduler.runUntilIdle()
    return (outcome.error, results)
  }

  func refusal(_ user: String, _ text: String) -> DatabaseError? { run(user, text).error }

  func id(_ source: String) throws -> String {
    try #require(database.catalog.sources[source]?.queryID)
  }
}
