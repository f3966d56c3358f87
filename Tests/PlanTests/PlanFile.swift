// A golden file: blocks of SQL with the plan or the error that is expected of it.
//
//     statement            planned and applied, nothing compared
//     plan                 as before, and its plan is compared
//     error                must be refused, and the message is compared
//     property name value  set for what follows
//
// A block's SQL ends at `----`, the expectation at an empty line. Lines that begin with # are
// comments.

import Foundation
import Plan
import Planner
import SQLSyntax

struct PlanFile {
  struct Block {
    var comments: [String] = []
    let word: String
    var sql: [String] = []
    var expected: [String] = []
  }

  private(set) var blocks: [Block] = []

  init(_ text: String) {
    var isExpectation = false
    var comments: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.isEmpty {
        isExpectation = false
        if let last = blocks.last, !last.sql.isEmpty || last.word.hasPrefix("property") {
          blocks.append(Block(word: ""))
        }
      } else if line.hasPrefix("#"), !isExpectation {
        comments.append(line)
      } else if blocks.last?.word.isEmpty ?? true {
        if blocks.last?.word.isEmpty == true { blocks.removeLast() }
        blocks.append(Block(comments: comments, word: line))
        comments = []
      } else if line == "----" {
        isExpectation = true
      } else if isExpectation {
        blocks[blocks.count - 1].expected.append(line)
      } else {
        blocks[blocks.count - 1].sql.append(line)
      }
    }
    blocks.removeAll { $0.word.isEmpty }
  }

  /// The same blocks with what planning gives in place of what was expected.
  func planned() -> PlanFile {
    var result = self
    var planner = StatementPlanner(catalog: Catalog())
    var topics: [String: Int] = [:]
    for index in blocks.indices {
      let block = blocks[index]
      let words = block.word.split(separator: " ").map(String.init)
      if words[0] == "property" {
        planner.session.values[words[1]] = words.dropFirst(2).joined(separator: " ")
        continue
      }
      planner.topics = KnownTopics(topics)
      let source = SourceText(block.sql.joined(separator: "\n"))
      result.blocks[index].expected = []
      do {
        for parsed in try Parser.parseScript(source) {
          let planned = try planner.plan(parsed.statement, text: parsed.text)
          let text = Self.apply(planned, &planner, &topics)
          if words[0] == "plan" { result.blocks[index].expected += Self.lines(text) }
        }
        if words[0] == "error" { result.blocks[index].expected = ["planned without an error"] }
      } catch {
        let message = error.message(in: source)
        result.blocks[index].expected = Self.lines("\(error.kind): \(message)")
      }
    }
    return result
  }

  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n").map(String.init)
  }

  private static func apply(
    _ planned: PlannedStatement, _ planner: inout StatementPlanner, _ topics: inout [String: Int]
  ) -> String {
    switch planned {
    case .createSource(let plan):
      planner.catalog.apply(plan.changes)
      if let topic = plan.topic { topics[topic.name] = topic.partitions }
      guard let query = plan.query else { return plan.message }
      planner.nextQueryNumber += 1
      return PlanText.text(of: query.plan)
    case .createAs(let plan):
      planner.catalog.apply(plan.changes)
      topics[plan.topic.name] = plan.topic.partitions
      planner.nextQueryNumber += 1
      return PlanText.text(of: plan.query.plan)
    case .insertInto(let plan):
      planner.catalog.apply(plan.changes)
      planner.nextQueryNumber += 1
      return PlanText.text(of: plan.query.plan)
    case .insertValues(let plan):
      return "insert \(plan.columns.map(\.sqlText).joined(separator: ", "))"
        + (plan.rowTime.map { " at \($0.sqlText)" } ?? "")
    case .dropSource(let plan):
      planner.catalog.apply(plan.changes)
      return plan.message
    case .changeCatalog(let changes, let message):
      planner.catalog.apply(changes)
      return message
    case .nothing(let message): return message
    case .pullQuery(let plan): return PlanText.text(of: plan)
    case .pushQuery(let plan):
      return PlanText.text(of: plan.plan)
        + "columns \(plan.columns.map { "\($0.name)@\($0.position)" }.joined(separator: ", "))"
    }
  }

  var text: String {
    blocks.map { block in
      var lines = block.comments + [block.word] + block.sql
      if !block.expected.isEmpty { lines += ["----"] + block.expected }
      return lines.joined(separator: "\n") + "\n"
    }.joined(separator: "\n")
  }
}
