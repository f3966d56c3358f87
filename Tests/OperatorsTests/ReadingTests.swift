import Operators
import Plan
import Testing
import Values

@Suite struct ReadingTests {
  let bids = source("bids", key: columns(("K", .string)), value: columns(("N", .bigint)))

  private func rows(_ batches: [ColumnBatch]) -> [String] {
    batches.flatMap { batch in
      var lines: [String] = []
      batch.forEachRow { row in
        var text = batch.columns.map { "\($0.value(at: row))" }.joined(separator: " ")
        if let windows = batch.windows {
          text += " \(windows.starts.int64s[row])..\(windows.ends.int64s[row])"
        }
        lines.append(text)
      }
      return lines
    }
  }

  private func task(_ plan: PhysicalPlan, _ lines: [String]) throws -> (TaskHarness, QueryTask) {
    let harness = try TaskHarness()
    try harness.topic("bids")
    try harness.topic("out")
    try harness.publish("bids", lines)
    let tasks = try harness.open(plan)
    try harness.drain(tasks)
    return (harness, try #require(tasks.last))
  }

  @Test func lookupGoesThroughTheStepsAboveTheStore() throws {
    let grouped = bids.aggregated([count()])
    let plan = grouped.filtered(.comparison(.greaterThan, grouped.column(1), literal(1)))
      .projected(
        key: [("K", grouped.column(0))],
        value: [("TWICE", .arithmetic(.multiply, grouped.column(1), literal(2), .bigint))]
      ).into("out", store: "Aggregate-Aggregate-Materialize")
    let (harness, task) = try task(plan, ["a|1@1", "b|1@2", "a|1@3", "c|1@4", "c|2@5"])
    let found = try task.lookup(keys: [[.string("c")], [.string("b")], [.string("nobody")]])
    #expect(rows(found) == [#"string("c") bigint(4)"#])
    #expect(
      rows(try task.scan()) == [#"string("a") bigint(4)"#, #"string("c") bigint(4)"#])
    let some = try task.scan(keys: KeyBounds(lower: [.string("b")]))
    #expect(rows(some) == [#"string("c") bigint(4)"#])
    withExtendedLifetime(harness) {}
  }

  @Test func windowsOfAKeyComeByStartWithinTheirBounds() throws {
    let window = WindowChoice(shape: .tumbling(size: 10), grace: 100, retention: 110)
    let plan = bids.aggregated([count()], window: window)
      .into("out", store: "Aggregate-Aggregate-Materialize")
    let (harness, task) = try task(plan, ["a|1@25", "a|1@5", "b|1@6", "a|1@15", "a|2@17"])
    var range = WindowRange()
    #expect(
      rows(try task.lookup(keys: [[.string("a")]])) == [
        #"string("a") bigint(1) 0..10"#, #"string("a") bigint(2) 10..20"#,
        #"string("a") bigint(1) 20..30"#,
      ])
    range.startLower = 10
    range.endUpper = 20
    #expect(
      rows(try task.lookup(keys: [[.string("a")]], windows: range)) == [
        #"string("a") bigint(2) 10..20"#
      ])
    #expect(rows(try task.scan()).count == 4)
    withExtendedLifetime(harness) {}
  }

  @Test func sessionsAreReadable() throws {
    let window = WindowChoice(shape: .session(gap: 5), grace: 100, retention: 110)
    let plan = bids.aggregated([count()], window: window)
      .into("out", store: "Aggregate-Aggregate-Materialize")
    let (harness, task) = try task(plan, ["a|1@25", "a|1@5", "b|1@6", "a|2@8"])
    #expect(
      rows(try task.lookup(keys: [[.string("a")]])) == [
        #"string("a") bigint(2) 5..8"#, #"string("a") bigint(1) 25..25"#,
      ])
    withExtendedLifetime(harness) {}
  }

  @Test func tablesThatAreMaterializedAreReadable() throws {
    let table = source(
      "bids", key: columns(("K", .string)), value: columns(("N", .bigint)), isTable: true,
      store: "KsqlTopic-Reduce")
    let plan = table.into("out", store: "KsqlTopic-Reduce")
    let (harness, task) = try task(plan, ["a|1@1", "b|2@2", "a|3@3", "b|-@4", "c|5@5"])
    #expect(
      rows(try task.scan()) == [#"string("a") bigint(3)"#, #"string("c") bigint(5)"#])
    #expect(rows(try task.lookup(keys: [[.string("b")]])).isEmpty)
    withExtendedLifetime(harness) {}
  }
}
