import Operators
import Plan
import Testing
import Values

@Suite struct WindowTests {
  let bids = source(
    "bids", key: columns(("K", .string)), value: columns(("N", .bigint), ("S", .string)))

  private func sum() -> AggregateCall {
    AggregateCall(
      name: "SUM", overload: 1, arguments: [bids.column(1)], literals: [], type: .bigint)
  }

  private func window(
    _ shape: WindowChoice.Shape, grace: Int64 = 86_400_000, retention: Int64 = 86_400_000
  ) -> WindowChoice { WindowChoice(shape: shape, grace: grace, retention: retention) }

  private func run(
    _ lines: [String], _ window: WindowChoice, final: Bool = false, batchRows: Int = 4096,
    having: Bool = false
  ) throws -> [String] {
    let harness = try TaskHarness()
    harness.settings.batchRows = batchRows
    try harness.topic("bids")
    try harness.topic("out")
    try harness.publish("bids", lines)
    var plan = bids.aggregated(
      [count(), sum()], window: window, emitsFinal: final, hasOldValues: having)
    if having {
      plan = plan.filtered(.comparison(.greaterThan, plan.column(2), literal(5)), clause: "HAVING")
    }
    try harness.run(plan.into("out"))
    var isSession = false
    if case .session = window.shape { isSession = true }
    return try harness.windowedRecords("out", isSession: isSession)
  }

  @Test func tumblingWindowsAreCountedApartAndLateRowsAreDropped() throws {
    let lines = ["a|1,x@1", "a|2,x@9", "b|3,x@10", "a|4,x@5", "a|1,x@26", "a|9,x@9", "b|1,x@11"]
    for batchRows in [1, 3, 4096] {
      let found = try run(
        lines, window(.tumbling(size: 10), grace: 10), batchRows: batchRows)
      #expect(
        found == [
          "a<0|1,1@1", "a<0|2,3@9", "b<10|1,3@10", "a<0|3,7@9", "a<20|1,1@26", "b<10|2,4@11",
        ])
    }
  }

  @Test func hoppingWindowsTakeARowEach() throws {
    let found = try run(["a|1,x@1", "a|2,x@7"], window(.hopping(size: 10, advance: 5)))
    #expect(found == ["a<0|1,1@1", "a<0|2,3@7", "a<5|1,2@7"])
  }

  @Test func finalResultsLeaveOnceWhenARowClosesTheirWindow() throws {
    let lines = ["b|1,x@1", "a|2,x@9", "a|5,x@2", "c|3,x@10", "a|4,x@5", "a|1,x@30"]
    for batchRows in [1, 2, 4096] {
      let found = try run(
        lines, window(.tumbling(size: 10), grace: 0), final: true, batchRows: batchRows)
      #expect(found == ["a<0|2,7@9", "b<0|1,1@1"])
    }
  }

  @Test func aJumpOfStreamTimeLosesWindowsThatFellOutOfRetention() throws {
    for batchRows in [1, 4096] {
      let found = try run(
        ["a|1,x@4", "a|2,x@5", "a|3,x@9"], window(.hopping(size: 5, advance: 2), grace: 0),
        final: true, batchRows: batchRows)
      #expect(found == ["a<0|1,1@4", "a<4|2,3@5"])
    }
  }

  @Test func sessionsMergeWithTombstonesForTheOldOnes() throws {
    let lines = ["a|1,x@0", "a|2,x@70010", "a|3,x@10009", "a|4,x@10009", "a|5,x@5", "a|6,x@40000"]
    for batchRows in [1, 2, 4096] {
      let found = try run(lines, window(.session(gap: 30_000)), batchRows: batchRows)
      #expect(
        found == [
          "a<0-0|1,1@0", "a<70010-70010|1,2@70010", "a<0-0|-@0", "a<0-10009|2,4@10009",
          "a<0-10009|-@10009", "a<0-10009|3,8@10009", "a<0-10009|-@10009", "a<0-10009|4,13@10009",
          "a<0-10009|-@10009", "a<0-40000|5,19@40000",
        ])
    }
  }

  @Test func aRowBetweenTwoSessionsMakesThemOne() throws {
    for batchRows in [1, 4096] {
      let found = try run(
        ["a|1,x@0", "a|2,x@50", "b|7,x@20", "a|4,x@30"], window(.session(gap: 30)),
        batchRows: batchRows)
      #expect(
        found == [
          "a<0-0|1,1@0", "a<50-50|1,2@50", "b<20-20|1,7@20", "a<0-0|-@0", "a<50-50|-@50",
          "a<0-50|3,7@50",
        ])
    }
  }

  @Test func aPointOfASessionIsUpdatedWithoutTombstoneAndLateRowsAreDropped() throws {
    let found = try run(
      ["a|1,x@100", "a|2,x@100", "b|1,x@200", "a|9,x@50"], window(.session(gap: 10), grace: 20))
    #expect(found == ["a<100-100|1,1@100", "a<100-100|2,3@100", "b<200-200|1,1@200"])
  }

  @Test func finalSessionsLeaveWhenTheyAreClosed() throws {
    let lines = ["a|1,x@0", "b|2,x@5", "a|3,x@8", "c|1,x@40", "b|1,x@60", "a|1,x@61"]
    for batchRows in [1, 2, 4096] {
      let found = try run(
        lines, window(.session(gap: 10), grace: 0), final: true, batchRows: batchRows)
      #expect(found == ["a<0-8|2,4@8", "b<5-5|1,2@5", "c<40-40|1,1@40"])
    }
  }

  @Test func aClosedSessionThatALateRowExtendsLeavesTwice() throws {
    for batchRows in [1, 4096] {
      let found = try run(
        ["a|1,x@0", "a|1,x@14", "b|1,x@40", "a|2,x@31", "b|1,x@70"],
        window(.session(gap: 20), grace: 0), final: true, batchRows: batchRows)
      #expect(found == ["a<0-14|2,2@14", "a<0-31|3,4@31", "b<40-40|1,1@40"])
    }
  }

  @Test func havingOverWindowsSendsTombstones() throws {
    for batchRows in [1, 4096] {
      let found = try run(
        ["a|3,x@1", "a|3,x@2", "a|-4,x@3", "a|9,x@12"], window(.tumbling(size: 10)),
        batchRows: batchRows, having: true)
      #expect(found == ["a<0|2,6@2", "a<0|-@3", "a<10|1,9@12"])
    }
  }

  @Test func sealedWindowsTakeLateRowsAndSurviveARestart() throws {
    // Two hours in steps of ten seconds, and now and then a row that is an hour late.
    let lines = (0..<720).map { i in
      let time = i % 9 == 8 ? max(0, i - 360) * 10_000 + 1 : i * 10_000
      return "\(["a", "b", "c"][i % 3])|\(i),x@\(time)"
    }
    var results: [[String]] = []
    for (seals, cut) in [(false, 0), (true, 0), (true, 500)] {
      let harness = try TaskHarness()
      harness.keepsSnapshots = true
      harness.settings.sealBytes = seals ? 0 : 1 << 40
      harness.settings.batchRows = 7
      try harness.topic("bids")
      try harness.topic("out")
      let plan = bids.aggregated([count(), sum()], window: window(.tumbling(size: 60_000)))
        .into("out")
      try harness.publish("bids", Array(lines[..<cut]))
      try harness.run(plan)
      try harness.publish("bids", Array(lines[cut...]))
      // A commit after every batch: only what is committed can be sealed.
      harness.settings.commitNanoseconds = 0
      let tasks = try harness.open(plan)
      while try tasks[0].run(budgetNanoseconds: 0) == .moreInput {}
      #expect(try harness.sealedFiles().isEmpty != seals)
      results.append(try harness.windowedRecords("out"))
    }
    #expect(results[0].count == 720)
    #expect(results[1] == results[0])
    #expect(results[2] == results[0])
  }

  @Test func windowsSurviveARestart() throws {
    let shapes: [WindowChoice.Shape] = [
      .tumbling(size: 10), .hopping(size: 10, advance: 5), .session(gap: 5),
    ]
    let lines = (0..<40).map { "\(["a", "b", "c"][$0 % 3])|\($0),x@\(($0 * 7) % 31 + $0)" }
    for shape in shapes {
      for final in [false, true] {
        var results: [[String]] = []
        for cut in [0, 13, 29] {
          let harness = try TaskHarness()
          try harness.topic("bids")
          try harness.topic("out")
          let plan = bids.aggregated(
            [count(), sum()], window: window(shape, grace: 4, retention: 20), emitsFinal: final
          ).into("out")
          try harness.publish("bids", Array(lines[..<cut]))
          try harness.run(plan)
          try harness.publish("bids", Array(lines[cut...]))
          try harness.run(plan)
          results.append(try harness.records("out"))
        }
        #expect(!results[0].isEmpty)
        #expect(results[0] == results[1] && results[0] == results[2], "\(shape) final: \(final)")
      }
    }
  }
}
