// The examples of every function, run as a user would run them.

import Engine
import Functions
import Testing
import Values

struct FunctionExampleTests {
  @Test func everyExampleGivesWhatItSays() throws {
    let fixture = try DatabaseFixture()
    try fixture.execute(
      """
      CREATE STREAM one (k STRING KEY, v INT)
        WITH (kafka_topic = 'one', value_format = 'JSON', partitions = 1);
      INSERT INTO one (k, v) VALUES ('a', 1);
      """)
    var wrong: [String] = []
    for function in ScalarFunctions.all {
      for example in function.examples {
        let result = try Self.text(of: example.call, fixture)
        if result != example.result {
          wrong.append("\(example.call) gave \(result), not \(example.result)")
        }
      }
    }
    #expect(wrong == [])
  }

  @Test func everyDeterministicFunctionHasAnExample() {
    let silent = ScalarFunctions.all.filter { $0.isDeterministic && $0.examples.isEmpty }
    #expect(silent.map(\.name) == [])
  }

  /// The result of a call as CAST AS STRING prints it.
  private static func text(of call: String, _ fixture: DatabaseFixture) throws -> String {
    let outcome = fixture.session.execute("SELECT CAST(\(call) AS STRING) FROM one;")
    if let error = outcome.error { return "error: \(error.message)" }
    fixture.scheduler.runUntilIdle()
    guard case .rows(let rows)? = outcome.executed.last?.result.stream?.take() else {
      return "no row"
    }
    guard case .string(let text) = rows.columns[0].value(at: 0) else { return "NULL" }
    return text
  }
}
