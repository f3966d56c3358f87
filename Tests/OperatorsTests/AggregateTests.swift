import Operators
import Plan
import SegmentLog
import Testing
import Values

@Suite struct AggregateTests {
  let bids = source(
    "bids", key: columns(("K", .string)), value: columns(("N", .bigint), ("S", .string)))

  private func sum(_ input: PlanNode) -> AggregateCall {
    AggregateCall(
      name: "SUM", overload: 1, arguments: [input.column(1)], literals: [], type: .bigint)
  }

  @Test func everyRowEmitsTheResultOfItsGroup() throws {
    let harness = try TaskHarness()
    try harness.topic("bids")
    try harness.topic("out")
    try harness.publish("bids", ["a|1,x@10", "b|2,x@20", "a|3,x@5", "-|4,x@6", "c|-@7", "a|,x@30"])
    try harness.run(bids.aggregated([count(), sum(bids)]).into("out"))
    try harness.expect("out", ["a|1,1@10", "b|1,2@20", "a|2,4@10", "a|3,4@30"])
  }

  @Test func restartInTheMiddleContinuesFromTheCommittedState() throws {
    let harness = try TaskHarness()
    try harness.topic("bids")
    try harness.topic("out")
    let plan = bids.aggregated([count(), sum(bids)]).into("out")
    try harness.publish("bids", ["a|1,x@1", "b|2,x@2"])
    try harness.run(plan)
    try harness.publish("bids", ["a|5,x@3", "b|6,x@4"])
    try harness.run(plan)
    try harness.expect("out", ["a|1,1@1", "b|1,2@2", "a|2,6@3", "b|2,8@4"])
  }

  @Test func havingSendsATombstoneWhenAGroupLeaves() throws {
    let harness = try TaskHarness()
    try harness.topic("bids")
    try harness.topic("out")
    try harness.publish(
      "bids", ["a|1,x@1", "b|20,x@2", "a|20,x@3", "a|-30,x@4", "a|1,x@5", "b|1,x@6"])
    let grouped = bids.aggregated([sum(bids)], hasOldValues: true)
    let plan = grouped.filtered(
      .comparison(.greaterThan, grouped.column(1), literal(10)), clause: "HAVING")
    try harness.run(plan.into("out"))
    try harness.expect("out", ["b|20@2", "a|21@3", "a|-@4", "b|21@6"])
  }

  @Test func tableAggregationMovesRowsBetweenGroupsAndEmitsOnceWhereTheyStay() throws {
    let harness = try TaskHarness()
    try harness.topic("users", partitions: 1)
    try harness.topic("out")
    let users = source(
      "users", key: columns(("ID", .string)), value: columns(("CITY", .string), ("N", .bigint)),
      isTable: true, store: "KsqlTopic-Reduce")
    let keyed = users.projected(
      key: [("CITY", users.column(1))], value: [("N", users.column(2))], nullKeys: .drop)
    let plan = keyed.repartitioned().aggregated([count(), sum(keyed)]).into("out")
    try harness.publish(
      "users", ["1|rome,5@1", "2|oslo,7@2", "1|oslo,6@3", "2|-@4", "3|,1@5", "1|oslo,9@6"])
    try harness.run(plan)
    try harness.expect(
      "out",
      [
        "rome|1,5@1", "oslo|1,7@2", "rome|0,0@3", "oslo|2,13@3", "oslo|1,6@4", "oslo|1,9@6",
      ])
  }
}
