// A database in a folder of its own that nobody runs but the test.

import Access
import Engine
import Operators
import TestSupport
import Values

/// Opens databases over one data folder, one after another.
final class DatabaseFixture {
  let folder = TemporaryFolder("engine")
  private(set) var scheduler = ManualScheduler()
  private(set) var database: Database
  private(set) var session: Session

  private let access: AccessSettings

  init(access: AccessSettings = AccessSettings()) throws {
    self.access = access
    database = try Database.open(Self.configuration(folder.path, access), scheduler: scheduler)
    session = database.session(dialect: .shell)
  }

  private static func configuration(
    _ path: String, _ access: AccessSettings
  ) -> DatabaseConfiguration {
    var configuration = DatabaseConfiguration(directory: path + "/data")
    configuration.workers = 0
    configuration.startsFromEarliest = true
    configuration.access = access
    return configuration
  }

  /// Closes the database and opens its folder again.
  func reopen() throws {
    database.close()
    scheduler = ManualScheduler()
    database = try Database.open(Self.configuration(folder.path, access), scheduler: scheduler)
    session = database.session(dialect: .shell)
  }

  /// Executes statements and lets all queries run to the end of their inputs.
  @discardableResult
  func execute(_ text: String) throws -> [StatementResult] {
    let outcome = session.execute(text)
    if let error = outcome.error { throw error }
    scheduler.runUntilIdle()
    return outcome.executed.map(\.result)
  }

  /// The message of the error that a text gives.
  func refusal(of text: String) -> DatabaseError? { session.execute(text).error }

  /// All rows of a pull query, or of a push query with LIMIT.
  func rows(_ query: String) throws -> [[Value]] {
    guard let stream = try execute(query).last?.stream else { return [] }
    var rows: [[Value]] = []
    while case .rows(let batch)? = stream.take() {
      for row in 0..<batch.count { rows.append(batch.columns.map { $0.value(at: row) }) }
      scheduler.runUntilIdle()
    }
    return rows
  }

  static let clicks = """
    CREATE STREAM clicks (user STRING KEY, url STRING, ms INT)
      WITH (kafka_topic = 'clicks', value_format = 'JSON', partitions = 2);
    CREATE TABLE per_user AS
      SELECT user, COUNT(*) AS n, SUM(ms) AS total FROM clicks GROUP BY user EMIT CHANGES;
    """
}
