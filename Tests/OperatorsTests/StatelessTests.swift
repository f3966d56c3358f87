import Operators
import Plan
import SegmentLog
import Testing
import Values

@Suite struct StatelessTests {
  let pages = source(
    "pages", key: columns(("K", .string)), value: columns(("N", .bigint), ("NAME", .string)))

  @Test func filterKeepsRowsForWhichTheConditionIsTrue() throws {
    let harness = try TaskHarness()
    try harness.topic("pages")
    try harness.topic("out")
    try harness.publish("pages", ["a|1,x@10", "b|5,y@20", "c|,z@30", "d|9,w@5"])
    let plan = pages.filtered(.comparison(.greaterThan, pages.column(1), literal(4))).into("out")
    try harness.run(plan)
    try harness.expect("out", ["b|5,y@20", "d|9,w@5"])
  }

  @Test func filterDropsRowsWithoutValueAndProjectPassesThem() throws {
    let harness = try TaskHarness()
    for topic in ["pages", "filtered", "projected"] { try harness.topic(topic) }
    try harness.publish("pages", ["a|-@1", "b|2,x@2"])
    try harness.run(
      pages.filtered(.isNotNull(pages.column(0))).into("filtered", query: "F"))
    let projected = pages.projected(
      key: [("K", pages.column(0))], value: [("N", pages.column(1))])
    try harness.run(projected.into("projected", query: "P"))
    try harness.expect("filtered", ["b|2,x@2"])
    try harness.expect("projected", ["a|-@1", "b|2@2"])
  }

  @Test func failedExpressionIsNullAndIsReported() throws {
    let harness = try TaskHarness()
    try harness.topic("pages")
    try harness.topic("out")
    try harness.publish("pages", ["a|0,x@1", "b|5,y@2"])
    let quotient = Expression.arithmetic(.divide, literal(100), pages.column(1), .bigint)
    let plan = pages.projected(
      key: [("K", pages.column(0))], value: [("NAME", pages.column(2)), ("Q", quotient)])
    try harness.run(plan.into("out"))
    try harness.expect("out", ["a|x,@1", "b|y,20@2"])
    #expect(harness.problems.all.map(\.kind) == [.expression])
  }

  @Test func whereNeverSeesTheErrorOfASideThatTheOtherDecided() throws {
    let harness = try TaskHarness()
    try harness.topic("pages")
    try harness.topic("out")
    try harness.publish("pages", ["a|0,x@1", "b|5,y@2"])
    let isZero = Expression.comparison(.equal, pages.column(1), literal(0))
    let divides = Expression.comparison(
      .equal, .arithmetic(.divide, literal(10), pages.column(1), .bigint), literal(2))
    try harness.run(pages.filtered(.or(isZero, divides)).into("out"))
    try harness.expect("out", ["a|0,x@1", "b|5,y@2"])
    #expect(harness.problems.all.isEmpty)
  }

  @Test func unreadableRecordIsSkippedAndReportedWithItsPlace() throws {
    let harness = try TaskHarness()
    try harness.topic("pages")
    try harness.topic("out")
    try harness.publish("pages", ["a|1,x@1", "b|nonsense,y@2", "c|3,z@3"])
    try harness.run(pages.into("out"))
    try harness.expect("out", ["a|1,x@1", "c|3,z@3"])
    let problem = try #require(harness.problems.all.first)
    #expect(problem.kind == .valueDeserialization)
    #expect(problem.topic == "pages" && problem.partition == 0 && problem.offset == 1)
    #expect(problem.bytes == Array("nonsense,y".utf8))
  }

  @Test func unreadableRecordFailsTheTaskWhenToldSo() throws {
    let harness = try TaskHarness()
    try harness.topic("pages")
    try harness.topic("out")
    harness.settings.failsOnDeserializationError = true
    try harness.publish("pages", ["b|nonsense,y@2"])
    let error = #expect(throws: TaskError.self) { try harness.run(pages.into("out")) }
    #expect(error?.code == .deserialization)
  }

  @Test func eventTimeComesFromAColumnAndRowsWithoutOneAreSkipped() throws {
    let harness = try TaskHarness()
    try harness.topic("pages")
    try harness.topic("out")
    try harness.publish("pages", ["a|77,x@1", "b|,y@2", "c|-5,z@3", "d|-@4"])
    let timed = source(
      "pages", key: columns(("K", .string)), value: columns(("N", .bigint), ("NAME", .string)),
      reads: [0, 2], timestamp: TimestampColumn(position: 1))
    try harness.run(timed.into("out"))
    try harness.expect("out", ["a|x@77", "d|-@4"])
    #expect(harness.problems.all.map(\.kind) == [.timestamp, .timestamp])
  }

  @Test func sinkTakesTheRecordTimeFromItsTimestampColumn() throws {
    let harness = try TaskHarness()
    try harness.topic("pages")
    try harness.topic("out")
    try harness.publish("pages", ["a|77,x@1", "b|,y@2", "c|-@9", "d|8,z@3"])
    try harness.run(pages.into("out", timestamp: TimestampColumn(position: 1)))
    try harness.expect("out", ["a|77,x@77", "c|-@9", "d|8,z@8"])
  }

  @Test func systemColumnsShowPartitionAndOffset() throws {
    let harness = try TaskHarness()
    try harness.topic("pages", partitions: 2)
    try harness.topic("out")
    try harness.publish("pages", partition: 1, ["a|1,x@1", "b|2,y@2"])
    let placed = source(
      "pages", key: columns(("K", .string)), value: columns(("N", .bigint), ("NAME", .string)),
      reads: [0],
      systemColumns: [
        (.rowPartition, ColumnSchema("P", .integer)), (.rowOffset, ColumnSchema("O", .bigint)),
      ])
    try harness.run(placed.into("out"))
    try harness.expect("out", ["a|1,0@1", "b|1,1@2"])
  }

  @Test func rowsGoToThePartitionOfTheirKeyAndRowsWithoutKeyTakeTurns() throws {
    let harness = try TaskHarness()
    try harness.topic("pages")
    try harness.topic("out", partitions: 3)
    try harness.publish("pages", ["-|1,x@1", "-|2,x@2", "-|3,x@3", "a|4,x@4", "a|5,x@5"])
    try harness.run(pages.into("out"))
    let parts = try (0..<3).map { try harness.records(TopicPartition("out", $0)) }
    for number in 0..<3 { #expect(parts[number].first == "-|\(number + 1),x@\(number + 1)") }
    #expect(parts.contains { $0.suffix(2) == ["a|4,x@4", "a|5,x@5"] })
  }

  @Test func partitionByNullKeepsTheRowAndGroupKeysDropIt() throws {
    let harness = try TaskHarness()
    for topic in ["pages", "kept", "dropped"] { try harness.topic(topic) }
    try harness.publish("pages", ["a|1,x@1", "b|2,@2"])
    for (topic, rule) in [("kept", NullKeyRule.keep), ("dropped", .drop)] {
      let plan = pages.projected(
        key: [("NAME", pages.column(2))], value: [("N", pages.column(1))], nullKeys: rule)
      try harness.run(plan.into(topic, query: topic))
    }
    try harness.expect("kept", ["x|1@1", "-|2@2"])
    try harness.expect("dropped", ["x|1@1"])
  }
}
