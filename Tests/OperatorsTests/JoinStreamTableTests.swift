import Operators
import Plan
import Platform
import Testing
import Values

@Suite struct JoinStreamTableTests {
  private func join(_ kind: JoinKind) -> PlanNode {
    side("l").joined(table: side("r", isTable: true), kind).selecting(2, 4)
  }

  @Test func innerJoinGivesRowsOfTheStreamThatFindTheirKey() throws {
    try expectJoin(
      ["l a|early@0", "r a|one@1", "l a|x@2", "r a|two@3", "l a|y@4", "l b|none@5"], join(.inner),
      ["a|x,one@2", "a|y,two@4"])
  }

  @Test func leftJoinGivesNullsWhereTheTableHasNoRow() throws {
    try expectJoin(
      ["l a|early@0", "r a|one@1", "l a|x@2", "r a|-@3", "l a|y@4", "l b|none@5"], join(.left),
      ["a|early,@0", "a|x,one@2", "a|y,@4", "b|none,@5"])
  }

  @Test func rowsOfTheTableAloneGiveNothing() throws {
    try expectJoin(["r a|one@1", "r a|two@2", "r a|-@3"], join(.left), [])
  }

  @Test func rowsWithoutKeyOrValueAreIgnored() throws {
    try expectJoin(
      ["r a|one@1", "r -|none@1", "l -|x@2", "l a|-@3", "l a|y@4"], join(.left), ["a|y,one@4"])
  }

  @Test func laterRowOfTheTableWinsWhateverItsTime() throws {
    try expectJoin(
      ["r a|new@5", "r a|old@1", "l a|x@6"], join(.inner), ["a|x,old@6"])
  }

  @Test func rightKeyIsNullWhereThereIsNoRow() throws {
    let root = side("l").joined(table: side("r", isTable: true), .left).selecting(1, 3)
    try expectJoin(["r a|one@0", "l a|x@1", "l b|y@2"], root, ["a|a,a@1", "b|b,@2"])
  }

  @Test func joinOfAJoinSeesTheRowsOfTheFirst() throws {
    let third = side("t", isTable: true)
    let first = side("l").joined(table: side("r", isTable: true), .left)
    let second = PlanNode.streamTableJoin(
      StreamTableJoinNode(
        left: first, right: third, kind: .inner, store: StoreChoice("Third"),
        output: Edge(
          schema: Schema(
            key: first.output.schema.key,
            value: first.output.schema.columns + columns(("T_K", .string), ("T_V", .string))),
          isTable: false)))
    try expectJoin(
      ["r a|one@0", "t a|uno@1", "t b|due@1", "l a|x@2", "l b|y@3", "l c|z@4"],
      second.selecting(3, 5, 7), ["a|x,one,uno@2", "b|y,,due@3"])
  }

  @Test(arguments: [JoinKind.inner, .left]) func randomRowsGiveWhatADictionaryGives(
    kind: JoinKind
  ) throws {
    let random = SeededRandomSource(seed: 11)
    var table: [String: String] = [:]
    var lines: [String] = []
    var expected: [String] = []
    for time in 0..<400 {
      let key = ["a", "b", "c", "d"][random.next(below: 4)]
      switch random.next(below: 5) {
      case 0:
        table[key] = "v\(time)"
        lines.append("r \(key)|v\(time)@\(time)")
      case 1 where random.next(below: 2) == 0:
        table[key] = nil
        lines.append("r \(key)|-@\(time)")
      default:
        lines.append("l \(key)|x\(time)@\(time)")
        if let value = table[key] {
          expected.append("\(key)|x\(time),\(value)@\(time)")
        } else if kind == .left {
          expected.append("\(key)|x\(time),@\(time)")
        }
      }
    }
    for batchRows in [4096, 64, 7, 1] {
      #expect(try joinResults(lines, join(kind), batchRows: batchRows) == expected)
    }
  }
}
