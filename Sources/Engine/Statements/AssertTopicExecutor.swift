// ASSERT TOPIC: scripts wait for topics with it.

import SegmentLog
import Platform
import SQLSyntax

/// ASSERT [NOT EXISTS] TOPIC: waits until it is so, or fails.
enum AssertTopicExecutor {
  private static let periodMilliseconds: Int64 = 100

  static func execute(
    _ statement: AssertTopicStatement, _ context: StatementContext
  ) throws(DatabaseError) -> StatementResult {
    let database = context.database
    let name = statement.topic.name
    let time = database.configuration.time
    let limit = statement.timeout?.milliseconds ?? 1000
    let deadline = time.monotonicNanoseconds() + limit * 1_000_000
    while let objection = objection(statement, context) {
      // Nobody but this thread moves a database without workers: waiting would change nothing.
      guard time.monotonicNanoseconds() < deadline, database.configuration.workers > 0 else {
        throw DatabaseError(
          kind: .statement, code: .assertionFailed, message: objection,
          statementText: context.text)
      }
      database.maintenance.sleep(milliseconds: periodMilliseconds)
    }
    return .topicAsserted(name: name, exists: statement.mustExist)
  }

  private static func objection(
    _ statement: AssertTopicStatement, _ context: StatementContext
  ) -> String? {
    let name = statement.topic.name
    let topic = context.rights.sees(topic: name) ? context.database.log.describe(name) : nil
    guard statement.mustExist else { return topic == nil ? nil : "Topic \(name) exists" }
    guard let topic else { return "Topic \(name) does not exist" }
    for property in statement.properties.properties {
      let actual: Int
      switch property.name.uppercased() {
      case "PARTITIONS": actual = topic.configuration.partitionCount
      case "REPLICAS": actual = 1
      default: return "Cannot assert unknown topic property: \(property.name)"
      }
      guard case .integer(let expected) = property.value else {
        return "Cannot assert topic property \(property.name): its value is no number"
      }
      if expected != actual {
        return "Mismatched configuration for topic \(name): For config "
          + "\(property.name.lowercased()), expected \(expected) got \(actual)"
      }
    }
    return nil
  }
}
