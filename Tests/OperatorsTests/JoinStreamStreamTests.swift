import Operators
import Plan
import Platform
import Testing
import Values

@Suite struct JoinStreamStreamTests {
  private func join(
    _ kind: JoinKind, before: Int64 = 10, after: Int64 = 10, grace: Int64? = nil
  ) -> PlanNode {
    side("l").joined(stream: side("r"), kind, before: before, after: after, grace: grace)
      .selecting(2, 4)
  }

  // MARK: - Windows

  @Test func rowsMeetWithinTheWindowBothEndsIncluded() throws {
    try expectJoin(
      ["l a|x@100", "r a|p@110", "r a|q@111", "r a|s@90", "r a|t@89"], join(.inner),
      ["a|x,p@110", "a|x,s@100"])
  }

  @Test func beforeAndAfterAreSeenFromTheLeft() throws {
    try expectJoin(
      ["l a|x@100", "r a|p@97", "r a|q@96", "r a|s@101", "r a|t@102", "l a|y@102"],
      join(.inner, before: 3, after: 1),
      ["a|x,p@100", "a|x,s@101", "a|y,s@102", "a|y,t@102"])
  }

  @Test func timeOfAResultIsTheGreaterOfBoth() throws {
    try expectJoin(
      ["r a|p@105", "l a|x@100", "l a|y@107"], join(.inner), ["a|x,p@105", "a|y,p@107"])
  }

  @Test func matchesComeInTheOrderOfTheirTime() throws {
    try expectJoin(
      ["r a|p@105", "r a|q@101", "r a|s@103", "r b|other@103", "l a|x@106"], join(.inner),
      ["a|x,q@106", "a|x,s@106", "a|x,p@106"])
  }

  @Test func rowsOfOneTimeAllMeet() throws {
    try expectJoin(
      ["l a|x@1", "l a|y@1", "r a|p@1", "r a|q@1"], join(.inner),
      ["a|x,p@1", "a|y,p@1", "a|x,q@1", "a|y,q@1"])
  }

  @Test func rowsWithoutKeyOrValueAreIgnored() throws {
    try expectJoin(
      ["l -|x@1", "l a|-@1", "r a|p@1", "r -|q@1", "r b|-@1"], join(.full),
      [#"a|,p@1"#])
  }

  // MARK: - Without GRACE

  @Test func leftJoinWithoutGraceGivesNullsAtOnce() throws {
    try expectJoin(
      ["l a|x@100", "r a|p@105", "r b|q@105", "l b|y@106"], join(.left),
      ["a|x,@100", "a|x,p@105", "b|y,q@106"])
  }

  @Test func rightJoinWithoutGraceIsTheMirrorImage() throws {
    try expectJoin(
      ["l a|x@100", "r a|p@105", "r b|q@105", "l b|y@106"], join(.right),
      ["a|x,p@105", #"b|,q@105"#, "b|y,q@106"])
  }

  @Test func fullJoinWithoutGraceGivesNullsOnEitherSideAtOnce() throws {
    try expectJoin(
      ["l a|x@100", "r b|p@101", "r a|q@200"], join(.full),
      ["a|x,@100", #"b|,p@101"#, #"a|,q@200"#])
  }

  @Test func rowsWithoutGraceMayBeADayLate() throws {
    let day: Int64 = 24 * 60 * 60 * 1000
    try expectJoin(
      [
        "l a|x@0", "l b|z@\(day + 19)", "r c|t@\(day + 19)", "r a|p@0", "l b|z@\(day + 20)",
        "r c|t@\(day + 20)", "r a|q@0",
      ], join(.inner), ["a|x,p@0"])
  }

  // MARK: - With GRACE

  @Test func leftJoinWithGraceWaitsUntilTheWindowHasClosed() throws {
    try expectJoin(
      [
        "l a|x@100", "l b|y@101", "r b|p@102", "l c|z@115", "l d|u@116", "r e|q@200",
      ], join(.left, grace: 5),
      ["b|y,p@102", "a|x,@100", "c|z,@115", "d|u,@116"])
  }

  @Test func fullJoinWithGraceGivesPendingRowsByTimeLeftFirst() throws {
    try expectJoin(
      ["l c|x@101", "l d|y@100", "r a|p@102", "r b|q@101", "r z|end@200", "l z|end@201"],
      join(.full, grace: 0),
      ["d|y,@100", "c|x,@101", #"b|,q@101"#, #"a|,p@102"#, "z|end,end@201"])
  }

  @Test func pendingRowsComeBeforeTheResultsOfTheRowThatClosedThem() throws {
    try expectJoin(
      ["l a|x@100", "r b|p@111", "l b|y@111"], join(.left, grace: 0),
      ["a|x,@100", "b|y,p@111"])
  }

  @Test func closesAreSeenFromEachSide() throws {
    try expectJoin(
      ["l a|x@100", "r b|p@100", "r z|t@106", "r z|t@111"],
      join(.full, before: 10, after: 5, grace: 0), ["a|x,@100", #"b|,p@100"#])
  }

  @Test func aLateRowOfAnOuterSideLeavesAtOnce() throws {
    try expectJoin(
      ["l a|x@200", "l b|late@100", "r c|lost@100"], join(.left, grace: 0), ["b|late,@100"])
  }

  @Test func aLateRowStillMeetsWhatTheOtherSideKeeps() throws {
    try expectJoin(
      ["l a|x@100", "r z|t@500", "r a|late@105"], join(.inner, grace: 0), ["a|x,late@105"])
  }

  @Test func expiredRowsAreGone() throws {
    try expectJoin(
      [
        "l a|x@100", "l z|t@119", "r y|t@119", "r a|p@100", "l z|t@120", "r y|t@120", "r a|q@100",
      ], join(.inner, grace: 0), ["a|x,p@100"])
  }

  @Test func unclosedRowsStayAtTheEndOfInput() throws {
    try expectJoin(["l a|x@100", "r b|p@105"], join(.full, grace: 0), [])
  }

  // MARK: - Chains

  @Test func joinOfAJoinTakesResultsInOrder() throws {
    let first = side("l").joined(stream: side("r"), .left, before: 10, after: 10, stores: "A")
    let root = first.joined(stream: side("t"), .inner, before: 10, after: 10, stores: "B")
    try expectJoin(
      ["l a|x@1", "t a|u@2", "r a|p@3", "t a|v@4", "l b|y@5"], root.selecting(3, 5, 7),
      ["a|x,,u@2", "a|x,p,u@3", "a|x,,v@4", "a|x,p,v@4"])
  }

  // MARK: - Against a plain model

  @Test(arguments: [JoinKind.inner, .left, .right, .full], [nil, 3] as [Int64?])
  func randomRowsGiveWhatAPlainModelGives(kind: JoinKind, grace: Int64?) throws {
    let random = SeededRandomSource(seed: 5)
    var model = StreamJoinModel(kind: kind, before: 6, after: 4, grace: grace)
    var lines: [String] = []
    var last = ""
    var time: Int64 = 100
    for number in 0..<300 {
      var topic = ["l", "r"][random.next(below: 2)]
      let key = ["a", "b", "c"][random.next(below: 3)]
      var at = time
      // A late row is due with the one before it in its topic.
      if !last.isEmpty, random.next(below: 4) == 0 {
        topic = last
        at = time - Int64(random.next(below: 40))
      } else {
        time += 1 + Int64(random.next(below: 3))
        at = time
      }
      last = topic
      lines.append("\(topic) \(key)|\(number)@\(at)")
      model.take(topic == "l", key, "\(number)", at)
    }
    for batchRows in [4096, 7, 1] {
      let found = try joinResults(
        lines, join(kind, before: 6, after: 4, grace: grace), batchRows: batchRows)
      #expect(found == model.results)
    }
    #expect(
      try joinResults(
        lines, join(kind, before: 6, after: 4, grace: grace), restartAfter: lines.count / 2)
        == model.results)
  }
}

/// A join of streams as the reference says it, row by row over lists.
private struct StreamJoinModel {
  struct Row {
    var key: String
    var text: String
    var time: Int64
    var isMatched: Bool
  }

  let kind: JoinKind
  let before: Int64
  let after: Int64
  let grace: Int64?
  var left: [Row] = []
  var right: [Row] = []
  var streamTime = Int64.min
  var results: [String] = []

  init(kind: JoinKind, before: Int64, after: Int64, grace: Int64?) {
    self.kind = kind
    self.before = before
    self.after = after
    self.grace = grace
  }

  private func isOuter(_ isLeft: Bool) -> Bool {
    kind == .full || kind == (isLeft ? .left : .right)
  }

  private mutating func pad(_ row: Row, _ isLeft: Bool) {
    results.append("\(row.key)|\(isLeft ? "\(row.text)," : ",\(row.text)")@\(row.time)")
  }

  mutating func take(_ isLeft: Bool, _ key: String, _ text: String, _ time: Int64) {
    let kept = before + after + (grace ?? 86_400_000)
    if time >= streamTime {
      streamTime = time
      if grace != nil { close() }
    }
    var row = Row(key: key, text: text, time: time, isMatched: false)
    let others = isLeft ? right : left
    let newest = others.map(\.time).max() ?? .min
    let found = others.indices.filter { i in
      let (l, r) = isLeft ? (time, others[i].time) : (others[i].time, time)
      return others[i].key == key && l - before <= r && r <= l + after
        && others[i].time > newest - kept
    }
    for i in found.sorted(by: { (others[$0].time, $0) < (others[$1].time, $1) }) {
      row.isMatched = true
      if isLeft { right[i].isMatched = true } else { left[i].isMatched = true }
      let pair = isLeft ? "\(text),\(others[i].text)" : "\(others[i].text),\(text)"
      results.append("\(key)|\(pair)@\(max(time, others[i].time))")
    }
    if !row.isMatched, isOuter(isLeft) {
      let close = time + (isLeft ? after : before) + (grace ?? 0)
      if grace == nil || close < streamTime {
        pad(row, isLeft)
        row.isMatched = true
      }
    }
    if isLeft { left.append(row) } else { right.append(row) }
  }

  private mutating func close() {
    var due: [(Row, isLeft: Bool, index: Int)] = []
    for isLeft in [true, false] where isOuter(isLeft) {
      let rows = isLeft ? left : right
      for i in rows.indices where !rows[i].isMatched {
        if rows[i].time + (isLeft ? after : before) + (grace ?? 0) < streamTime {
          due.append((rows[i], isLeft, i))
        }
      }
    }
    due.sort { ($0.0.time, $0.isLeft ? 0 : 1, $0.index) < ($1.0.time, $1.isLeft ? 0 : 1, $1.index) }
    for (row, isLeft, index) in due {
      pad(row, isLeft)
      if isLeft { left[index].isMatched = true } else { right[index].isMatched = true }
    }
  }
}
