import Operators
import Plan
import Platform
import Testing
import Values

/// The left table's value is the key of the right one that it refers to, and a text.
@Suite struct JoinForeignKeyTests {
  private let left = source(
    "l", key: columns(("K", .string)), value: columns(("F", .string), ("V", .string)),
    isTable: true)

  private func join(_ kind: JoinKind) -> PlanNode {
    left.foreignKeyJoined(side("r", isTable: true), on: left.column(1), kind).selecting(3, 4, 5)
  }

  @Test func leftUpsertsFindTheRowTheyReferTo() throws {
    try expectJoin(
      ["r p|one@1", "l a|p,x@2", "l b|q,y@3", "l a|p,z@4"], join(.inner),
      ["a|x,p,one@2", "a|z,p,one@4"])
  }

  @Test func rightUpsertsReachAllWhoReferToThem() throws {
    try expectJoin(
      ["l b|p,x@1", "l a|p,y@2", "l c|q,z@3", "r p|one@4", "r p|two@5"], join(.inner),
      ["a|y,p,one@4", "b|x,p,one@4", "a|y,p,two@5", "b|x,p,two@5"])
  }

  @Test func leftJoinGivesNullsWhereNothingIsFound() throws {
    try expectJoin(
      ["l a|p,x@1", "r p|one@2", "r p|-@3", "l a|-@4"], join(.left),
      ["a|x,,@1", "a|x,p,one@2", "a|x,,@3", "a|-@4"])
  }

  @Test func aChangedReferenceMovesTheResult() throws {
    try expectJoin(
      ["r p|one@1", "r q|two@2", "l a|p,x@3", "l a|q,x@4", "r p|three@5", "l a|s,x@6"],
      join(.inner), ["a|x,p,one@3", "a|x,q,two@4", "a|-@6"])
  }

  @Test func aReferenceThatBecomesNullTakesTheResultBack() throws {
    let lines = ["r p|one@1", "l a|p,x@2", "l a|,y@3", "r p|two@4", "l a|p,z@5"]
    try expectJoin(lines, join(.inner), ["a|x,p,one@2", "a|-@3", "a|z,p,two@5"])
    try expectJoin(lines, join(.left), ["a|x,p,one@2", "a|y,,@3", "a|z,p,two@5"])
  }

  @Test func deletesTakeResultsBack() throws {
    try expectJoin(
      ["r p|one@1", "l a|p,x@2", "l b|p,y@3", "r p|-@4", "l a|-@5", "l c|-@6"], join(.inner),
      ["a|x,p,one@2", "b|y,p,one@3", "a|-@4", "b|-@4", "a|-@5"])
  }

  @Test func timeOfAResultIsTheGreaterOfBoth() throws {
    try expectJoin(
      ["l a|p,x@10", "r p|one@50", "r p|two@20", "l a|p,y@70"], join(.inner),
      ["a|x,p,one@50", "a|x,p,two@20", "a|y,p,two@70"])
  }

  @Test func oldValuesTurnIntoDeletesBehindAFilter() throws {
    let joined = left.foreignKeyJoined(
      side("r", isTable: true), on: left.column(1), .left, hasOldValues: true)
    let root = joined.filtered(.comparison(.equal, joined.column(5), literal("one")))
      .selecting(3, 5)
    try expectJoin(
      ["l a|p,x@1", "r p|one@2", "l a|p,y@3", "r p|two@4", "r p|one@5", "l a|q,y@6", "l a|-@7"],
      root, ["a|x,one@2", "a|y,one@3", "a|-@4", "a|y,one@5", "a|-@6"])
  }

  @Test func sidesMayHaveDifferentNumbersOfPartitions() throws {
    let harness = try TaskHarness()
    try harness.topic("l", partitions: 3)
    try harness.topic("r", partitions: 2)
    try harness.topic("out", partitions: 4)
    for partition in 0..<3 {
      try harness.publish(
        "l", partition: partition, ["a\(partition)|p,x@1", "b\(partition)|q,y@2"])
    }
    try harness.publish("r", partition: 0, ["p|one@3"])
    try harness.publish("r", partition: 1, ["q|two@4"])
    let plan = join(.inner).into("out")
    try harness.run(plan)
    #expect(
      try harness.records("out").sorted() == [
        "a0|x,p,one@3", "a1|x,p,one@3", "a2|x,p,one@3", "b0|y,q,two@4", "b1|y,q,two@4",
        "b2|y,q,two@4",
      ])
    try harness.publish("r", partition: 1, ["q|-@5"])
    try harness.run(plan)
    #expect(try harness.records("out").filter { $0.hasSuffix("|-@5") }.count == 3)
  }

  @Test(arguments: [JoinKind.inner, .left]) func finalRowsAreThoseOfTheFinalTables(
    kind: JoinKind
  ) throws {
    let random = SeededRandomSource(seed: 9)
    var lefts: [String: (reference: String, text: String)] = [:]
    var rights: [String: String] = [:]
    var lines: [String] = []
    for time in 0..<400 {
      let reference = ["p", "q", "s"][random.next(below: 3)]
      if random.next(below: 3) > 0 {
        let key = ["a", "b", "c", "d"][random.next(below: 4)]
        if random.next(below: 4) == 0 {
          lefts[key] = nil
          lines.append("l \(key)|-@\(time)")
        } else {
          lefts[key] = (reference, "x\(time)")
          lines.append("l \(key)|\(reference),x\(time)@\(time)")
        }
      } else {
        rights[reference] = random.next(below: 3) == 0 ? nil : "v\(time)"
        lines.append("r \(reference)|\(rights[reference] ?? "-")@\(time)")
      }
    }
    var first: [String]?
    for batchRows in [4096, 7, 1] {
      let found = try joinResults(lines, join(kind), batchRows: batchRows)
      #expect(first == nil || first == found)
      first = found
    }
    var final: [String: String] = [:]
    for line in first ?? [] {
      let record = TextRecord(line)
      final[String(decoding: record.key ?? [], as: UTF8.self)] = record.value.map {
        String(decoding: $0, as: UTF8.self)
      }
    }
    for key in ["a", "b", "c", "d"] {
      let row = lefts[key]
      let right = row.flatMap { rights[$0.reference] }
      let expected: String? =
        if let row, let right {
          "\(row.text),\(row.reference),\(right)"
        } else if let row, kind == .left {
          "\(row.text),,"
        } else {
          nil
        }
      #expect(final[key] == expected)
    }
  }
}
