import Operators
import Plan
import Platform
import Testing
import Values

/// Results never depend on how many rows go through the operators at a time, on how long a turn is,
/// or on when a task commits.
@Suite struct BatchSizeTests {
  private let bids = source(
    "bids", key: columns(("K", .string)), value: columns(("N", .bigint), ("S", .string)),
    timestamp: TimestampColumn(position: 1))

  private func sum(_ input: PlanNode, _ position: Int) -> AggregateCall {
    AggregateCall(
      name: "SUM", overload: 1, arguments: [input.column(position)], literals: [], type: .bigint)
  }

  private func plans() -> [PlanNode] {
    let divides = Expression.comparison(
      .notEqual, .arithmetic(.modulo, bids.column(1), literal(5), .bigint), literal(0))
    let keyed = bids.filtered(divides).projected(
      key: [("S", bids.column(2))], value: [("N", bids.column(1)), ("K", bids.column(0))],
      nullKeys: .drop)
    let grouped = keyed.repartitioned().aggregated(
      [count(), sum(keyed, 1)], hasOldValues: true)
    let having = grouped.filtered(
      .comparison(
        .equal, .arithmetic(.modulo, grouped.column(1), literal(3), .bigint), literal(1)),
      clause: "HAVING")
    let window = WindowChoice(
      shape: .hopping(size: 20, advance: 8), grace: 6, retention: 26)
    return [bids, having, keyed.repartitioned().aggregated([count()], window: window)]
  }

  @Test(arguments: [1, 2, 3]) func resultsAreTheSameForEveryBatchSize(seed: UInt64) throws {
    let random = SeededRandomSource(seed: seed)
    let lines = (0..<300).map { number -> String in
      let key = ["a", "b", "c", "-"][random.next(below: 4)]
      if random.next(below: 20) == 0 { return "\(key)|-@\(number)" }
      let text = ["x", "y", "z", ""][random.next(below: 4)]
      return "\(key)|\(number + random.next(below: 30)),\(text)@\(number)"
    }
    for (index, root) in plans().enumerated() {
      var expected: [String]?
      for batchRows in [4096, 1, 7] {
        let harness = try TaskHarness()
        harness.settings.batchRows = batchRows
        harness.settings.commitNanoseconds = batchRows == 7 ? 0 : .max
        try harness.topic("bids")
        try harness.topic("out", partitions: 3)
        try harness.publish("bids", lines)
        try harness.run(root.into("out", query: "Q\(index)"))
        let found = try harness.records("out")
        #expect(!found.isEmpty)
        #expect(expected == nil || expected == found, "plan \(index) at \(batchRows) rows")
        expected = found
      }
    }
  }
}
