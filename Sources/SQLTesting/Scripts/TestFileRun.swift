// Runs a `.test` file under a lens.

import Engine
import Formats
import Planner
import SQLSyntax
import Values

/// A run of one `.test` file.
final class TestFileRun {
  private let script: TestScript
  private let text: String
  private let file: String
  private let lens: Lens
  /// Records of each topic partition that `changes` has shown.
  private var shown: [String: Int] = [:]
  /// Keys that a table has now, so that the first change of a key shows as `+`.
  private var keys: [String: Set<[String]>] = [:]

  init(_ text: String, file: String, _ lens: Lens) {
    self.text = text
    self.file = file
    self.lens = lens
    script = TestScript(text)
  }

  func report() -> TestReport {
    var report = TestReport(file: file, name: lens.name, outcome: .pass)
    if let reason = skipReason {
      report.outcome = .skip
      report.reason = reason
      return report
    }
    var line = 0
    do throws(TestFailure) {
      guard !script.blocks.isEmpty else { throw TestFailure("there is nothing in the file") }
      let bench = try Workbench(lens, partitioner: .byKey)
      defer { bench.close() }
      for block in script.blocks {
        line = block.line
        try run(block, bench)
      }
    } catch {
      report.outcome = .fail
      report.reason = "line \(line): \(error.reason)"
    }
    return report
  }

  private var skipReason: String? {
    if let reason = script.skips[lens.name] { return reason }
    let fixesPartitions = lens.partitions > 1 && text.uppercased().contains("PARTITIONS")
    return fixesPartitions ? "the file says how many partitions there are" : nil
  }

  private func run(_ block: TestScript.Block, _ bench: Workbench) throws(TestFailure) {
    switch block.words[0] {
    case "statement" where block.words == ["statement", "ok"]:
      try execute(block.parts.text, bench)
      try bench.interrupt()
    case "error" where block.words.count == 2: try refuse(block, bench)
    case "publish" where block.words.count == 2:
      try publish(block, bench)
      try bench.interrupt()
    case "changes" where block.words.count == 2: try changes(block, withTime: false, bench)
    case "changes" where block.words.dropFirst(2) == ["with", "time"]:
      try changes(block, withTime: true, bench)
    case "query": try query(block, isOrdered: block.words != ["query", "unordered"], bench)
    default: throw TestFailure("no command: \(block.words.joined(separator: " "))")
    }
  }

  private func settle(_ bench: Workbench) throws(TestFailure) {
    try bench.run()
    if let failure = bench.failures.first {
      throw TestFailure("query \(failure.query) failed: \(failure.message)")
    }
  }

  // MARK: - Statements

  private func createTopics(for text: String, _ bench: Workbench) throws(TestFailure) {
    // A text that does not parse says so when it is executed.
    let statements = (try? Parser.parseScript(text)) ?? []
    for statement in statements {
      guard case .createSource(let create) = statement.statement, !create.columns.isEmpty,
        create.properties["PARTITIONS"] == nil
      else { continue }
      try bench.ensureTopic(
        create.properties["KAFKA_TOPIC"]?.value.text ?? create.name.name,
        partitions: lens.partitions)
    }
  }

  private func execute(_ text: String, _ bench: Workbench) throws(TestFailure) {
    try createTopics(for: text, bench)
    if let error = bench.session.execute(text).error {
      throw TestFailure("\(error.kind.rawValue): \(error.rendering)")
    }
    try settle(bench)
  }

  private func refuse(_ block: TestScript.Block, _ bench: Workbench) throws(TestFailure) {
    let (text, expected) = block.parts
    try createTopics(for: text, bench)
    guard let error = bench.session.execute(text).error else {
      throw TestFailure("the statement was not refused")
    }
    guard error.kind.rawValue == block.words[1] else {
      throw TestFailure("refused with \(error.kind.rawValue): \(error.rendering)")
    }
    for part in expected where !(error.rendering + "\n" + error.message).contains(part) {
      throw TestFailure("the message does not say: \(part)\n\(error.rendering)")
    }
  }

  // MARK: - Records

  private func source(_ name: String, _ bench: Workbench) throws(TestFailure) -> SourceDefinition {
    let sources = bench.database.catalog.sources
    guard let source = sources[name] ?? sources[name.uppercased()] else {
      throw TestFailure("there is no source \(name)")
    }
    return source
  }

  private func publish(_ block: TestScript.Block, _ bench: Workbench) throws(TestFailure) {
    let source = try source(block.words[1], bench)
    guard let header = block.lines.first else { throw TestFailure("there are no columns") }
    var names = TestScript.cells(header)
    let hasTime = names.first == "time"
    if hasTime { names.removeFirst() }
    let schema = source.schema
    let positions = names.map { name in
      schema.position(of: name) ?? schema.position(of: name.uppercased())
    }
    for line in block.lines.dropFirst() {
      var cells = TestScript.cells(line)
      guard !cells.isEmpty else { continue }
      let isTombstone = cells.first == "-"
      if isTombstone { cells.removeFirst() }
      var time: Int64 = 0
      if hasTime, !cells.isEmpty {
        let cell = cells.removeFirst()
        guard let at = TestTime.milliseconds(cell) else { throw TestFailure("\(cell) is no time") }
        time = at
      }
      guard isTombstone ? cells.count <= names.count : cells.count == names.count else {
        throw TestFailure("\(cells.count) cells for \(names.count) columns: \(line)")
      }
      var values = [Value](repeating: .null, count: schema.count)
      for (index, cell) in cells.enumerated() {
        guard let position = positions[index] else {
          throw TestFailure("\(source.name) has no column \(names[index])")
        }
        values[position] = try SourceRows.value(cell, schema.columns[position].type)
      }
      let record = try SourceRows(source).record(
        key: Array(values.prefix(schema.key.count)),
        value: isTombstone ? nil : Array(values.dropFirst(schema.key.count)), timestamp: time)
      try bench.append(
        record, to: source.topic,
        partition: bench.partition(of: record.key, in: source.topic))
    }
    try settle(bench)
  }

  /// One change as cells: the mark, the time if wanted, key, window, values.
  private struct Change {
    let mark: String
    let key: [String]
    let cells: [String]

    var line: String { ([mark] + cells.map(TestScript.written)).joined(separator: "  ") }
  }

  private func changes(
    _ block: TestScript.Block, withTime: Bool, _ bench: Workbench
  ) throws(TestFailure) {
    let source = try source(block.words[1], bench)
    let rows = SourceRows(source)
    let keyCount = source.schema.key.count + (source.window == nil ? 0 : 1)
    var actual: [Change] = []
    var counts: [Int: Int] = [:]
    for record in try bench.records(of: source.topic) {
      counts[record.partition, default: 0] += 1
      let place = "\(source.name)/\(record.partition)"
      guard counts[record.partition, default: 0] > shown[place, default: 0] else { continue }
      let row = try rows.row(record)
      let key = rows.cells(key: row)
      let mark = mark(row, key, source)
      let time = withTime ? [TestTime.text(row.timestamp)] : []
      actual.append(Change(mark: mark, key: key, cells: time + key + rows.cells(value: row)))
    }
    for (partition, count) in counts { shown["\(source.name)/\(partition)"] = count }
    let expected = block.lines.compactMap { line -> Change? in
      var cells = TestScript.cells(line)
      guard !cells.isEmpty else { return nil }
      let mark = cells.removeFirst()
      let skipped = withTime ? 1 : 0
      return Change(mark: mark, key: Array(cells.dropFirst(skipped).prefix(keyCount)), cells: cells)
    }
    let isFolded = lens.partitions > 1
    try compare(
      isFolded ? fold(expected, isTable: source.isTable) : expected.map(\.line),
      isFolded ? fold(actual, isTable: source.isTable) : actual.map(\.line))
  }

  private func mark(
    _ row: SourceRows.Row, _ key: [String], _ source: SourceDefinition
  ) -> String {
    guard source.isTable else {
      return row.value == nil && !source.schema.value.isEmpty ? "-" : "+"
    }
    guard row.value != nil || source.schema.value.isEmpty else {
      keys[source.name]?.remove(key)
      return "-"
    }
    return keys[source.name, default: []].insert(key).inserted ? "+" : "U"
  }

  /// What is left of changes when the order across keys says nothing: the last of each key of a
  /// table, all of a stream.
  private func fold(_ changes: [Change], isTable: Bool) -> [String] {
    guard isTable else { return changes.map(\.line).sorted() }
    var last: [[String]: Change] = [:]
    for change in changes { last[change.key] = change }
    return last.values.map { change in
      Change(mark: change.mark == "-" ? "-" : "+", key: change.key, cells: change.cells).line
    }.sorted()
  }

  private func compare(_ expected: [String], _ actual: [String]) throws(TestFailure) {
    guard expected != actual else { return }
    throw TestFailure(
      "expected\n  " + expected.joined(separator: "\n  ") + "\ngot\n  "
        + actual.joined(separator: "\n  "))
  }

  // MARK: - Queries

  private func query(
    _ block: TestScript.Block, isOrdered: Bool, _ bench: Workbench
  ) throws(TestFailure) {
    let (text, expected) = block.parts
    let stream: QueryStream
    do throws(DatabaseError) {
      guard let rows = try bench.session.executeOne(text).stream else {
        throw DatabaseError.request("the statement gives no rows")
      }
      stream = rows
    } catch {
      throw TestFailure("\(error.kind.rawValue): \(error.rendering)")
    }
    defer { stream.close() }
    var actual = try rows(of: stream, bench)
    var wanted = expected.map { line in
      TestScript.cells(line).map(TestScript.written).joined(separator: "  ")
    }
    if !isOrdered || lens.partitions > 1 {
      actual.sort()
      wanted.sort()
    }
    try compare(wanted, actual)
  }

  /// What a query gives before it would have to wait for more input.
  private func rows(of stream: QueryStream, _ bench: Workbench) throws(TestFailure) -> [String] {
    var lines: [String] = []
    var isWaiting = false
    while true {
      switch stream.take() {
      case .rows(let rows):
        isWaiting = false
        for row in 0..<rows.count {
          let cells = zip(rows.columns, stream.columns).map { column, described in
            TestScript.written(SourceRows.cell(column.value(at: row), described.type))
          }
          let isDeleted = rows.tombstones.map { $0[row] } ?? false
          lines.append(((isDeleted ? ["-"] : []) + cells).joined(separator: "  "))
        }
      case .end(.failed(let error)): throw TestFailure("the query failed: \(error.message)")
      case .end: return lines
      case nil:
        if isWaiting { return lines }
        isWaiting = true
        try bench.run()
      }
    }
  }
}
