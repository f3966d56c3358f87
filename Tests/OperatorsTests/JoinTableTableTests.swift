import Operators
import Plan
import Platform
import Testing
import Values

@Suite struct JoinTableTableTests {
  private func join(_ kind: JoinKind) -> PlanNode {
    side("l", isTable: true).tableJoined(side("r", isTable: true), kind).selecting(2, 4)
  }

  /// Every row of the table of events: left upsert without and with right, right upsert likewise,
  /// deletes of either side with and without the other.
  private let events = [
    "l a|x@1", "r a|p@2", "l a|y@3", "l a|-@4", "r a|-@5",
    "r b|q@6", "l b|z@7", "r b|-@8", "l b|-@9", "l c|-@10", "r c|-@11",
  ]

  @Test func innerJoin() throws {
    try expectJoin(
      events, join(.inner), ["a|x,p@2", "a|y,p@3", "a|-@4", "b|z,q@7", "b|-@8"])
  }

  @Test func leftJoin() throws {
    try expectJoin(
      events, join(.left),
      ["a|x,@1", "a|x,p@2", "a|y,p@3", "a|-@4", "b|z,q@7", "b|z,@8", "b|-@9"])
  }

  @Test func rightJoin() throws {
    try expectJoin(
      events, join(.right),
      ["a|x,p@2", "a|y,p@3", #"a|,p@4"#, "a|-@5", #"b|,q@6"#, "b|z,q@7", "b|-@8"])
  }

  @Test func fullJoin() throws {
    try expectJoin(
      events, join(.full),
      [
        "a|x,@1", "a|x,p@2", "a|y,p@3", #"a|,p@4"#, "a|-@5",
        #"b|,q@6"#, "b|z,q@7", "b|z,@8", "b|-@9",
      ])
  }

  @Test func timeOfAResultIsTheGreaterOfBoth() throws {
    try expectJoin(
      ["l a|x@10", "r a|p@50", "r a|q@20", "l a|y@70", "l a|-@30"], join(.inner),
      ["a|x,p@50", "a|x,q@20", "a|y,q@70", "a|-@30"])
  }

  @Test func oldValuesTurnIntoDeletesBehindAFilter() throws {
    let joined = side("l", isTable: true).tableJoined(
      side("r", isTable: true), .left, hasOldValues: true)
    let root = joined.filtered(
      .comparison(.equal, joined.column(4), literal("p"))
    ).selecting(2, 4)
    try expectJoin(
      ["l a|x@1", "r a|p@2", "l a|y@3", "r a|q@4", "r a|p@5", "l a|-@6", "r a|-@7"], root,
      ["a|x,p@2", "a|y,p@3", "a|-@4", "a|y,p@5", "a|-@6"])
  }

  @Test func deletesKeepTheKeyOfBothSides() throws {
    let joined = side("l", isTable: true).tableJoined(side("r", isTable: true), .inner)
    for position in [1, 3] {
      let root = joined.projected(
        key: [("K", joined.column(position))], value: [("V", joined.column(2))])
      try expectJoin(["l a|x@1", "r a|p@2", "r a|-@3"], root, ["a|x@2", "a|-@3"])
    }
  }

  @Test func joinOfAJoinFollowsItsChanges() throws {
    let first = side("l", isTable: true).tableJoined(side("r", isTable: true), .inner, stores: "A")
    let root = first.tableJoined(side("t", isTable: true), .left, stores: "B").selecting(3, 5, 7)
    try expectJoin(
      ["l a|x@1", "t a|u@2", "r a|p@3", "t a|v@4", "r a|-@5", "t a|-@6"], root,
      ["a|x,p,u@3", "a|x,p,v@4", "a|-@5"])
  }

  @Test(arguments: [JoinKind.inner, .left, .right, .full])
  func randomChangesGiveWhatTwoDictionariesGive(kind: JoinKind) throws {
    let random = SeededRandomSource(seed: 3)
    var tables: [[String: String]] = [[:], [:]]
    var lines: [String] = []
    var expected: [String] = []
    func result(_ key: String) -> String? {
      let (left, right) = (tables[0][key], tables[1][key])
      let isThere =
        switch kind {
        case .inner: left != nil && right != nil
        case .left: left != nil
        case .right: right != nil
        case .full: left != nil || right != nil
        }
      return isThere ? "\(left ?? ""),\(right ?? "")" : nil
    }
    for time in 0..<400 {
      let key = ["a", "b", "c"][random.next(below: 3)]
      let index = random.next(below: 2)
      let before = result(key)
      let value = random.next(below: 3) == 0 ? nil : "v\(time)"
      tables[index][key] = value
      lines.append("\(["l", "r"][index]) \(key)|\(value ?? "-")@\(time)")
      if let after = result(key) {
        expected.append("\(key)|\(after)@\(time)")
      } else if before != nil {
        expected.append("\(key)|-@\(time)")
      }
    }
    for batchRows in [4096, 7, 1] {
      #expect(try joinResults(lines, join(kind), batchRows: batchRows) == expected)
    }
  }
}
