import Operators
import Plan
import Platform
import SegmentLog
import Testing
import Values

@Suite struct TransientTests {
  let pages = source("pages", key: columns(("K", .string)), value: columns(("N", .bigint)))

  /// Rows of a transient query as text. Safe because the lock guards the array.
  final class Receiver: ResultReceiver, @unchecked Sendable {
    private let lock = Lock()
    private var lines: [String] = []

    func receive(_ batch: ColumnBatch) {
      lock.withLock {
        batch.forEachRow { row in
          lines.append(batch.columns.map { "\($0.value(at: row))" }.joined(separator: " "))
        }
      }
    }

    var all: [String] { lock.withLock { lines } }
  }

  private func run(
    _ root: PlanNode, limit: Int? = nil, partitions: [[String]], batchRows: Int = 4096
  ) throws -> (lines: [String], turn: TaskTurn, internalTopics: Int) {
    let harness = try TaskHarness()
    harness.settings.batchRows = batchRows
    try harness.topic("pages", partitions: partitions.count)
    for (partition, lines) in partitions.enumerated() {
      try harness.publish("pages", partition: partition, lines)
    }
    let plan = PhysicalPlan(
      queryID: "transient", root: root, sink: nil, materialization: nil, properties: [:])
    let graph = try TaskGraph(
      plan, applicationID: "app", isTransient: true,
      partitionCount: { harness.broker.describe($0)?.configuration.partitionCount })
    let receiver = Receiver()
    var services = harness.services()
    services.results = receiver
    services.limit = limit.map { LimitCounter($0) }
    #expect(graph.tasks.count == 1)
    let task = try QueryTask.open(graph.tasks[0], of: graph, services: services)
    var turn = TaskTurn.moreInput
    while turn == .moreInput { turn = try task.run(budgetNanoseconds: .max) }
    return (receiver.all, turn, graph.internalTopics.count)
  }

  @Test func rowsOfAllPartitionsComeInTheOrderOfTheirTimes() throws {
    for batchRows in [1, 2, 4096] {
      let result = try run(
        pages,
        partitions: [
          ["a|1@10", "a|2@5", "a|3@30"], ["b|4@10", "b|5@20"], ["c|6@1", "c|7@40"], [],
        ], batchRows: batchRows)
      #expect(result.turn == .idle)
      #expect(
        result.lines.map { $0.split(separator: " ").last ?? "" } == [
          "bigint(6)", "bigint(1)", "bigint(2)", "bigint(4)", "bigint(5)", "bigint(3)",
          "bigint(7)",
        ])
    }
  }

  @Test func limitEndsTheQuery() throws {
    let root = PlanNode.limit(LimitNode(input: pages, count: 2))
    let result = try run(root, limit: 2, partitions: [["a|1@1", "a|2@2", "a|3@3"]])
    #expect(result.turn == .finished)
    #expect(result.lines.count == 2)
  }

  @Test func repartitionsNeedNoTopic() throws {
    let keyed = pages.projected(key: [("N", pages.column(1))], value: [("K", pages.column(0))])
    let result = try run(
      keyed.repartitioned().aggregated([count()]), partitions: [["a|7@1"], ["b|7@2"]])
    #expect(result.lines == ["bigint(7) bigint(1)", "bigint(7) bigint(2)"])
    #expect(result.internalTopics == 0)
  }
}
