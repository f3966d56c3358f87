// Runs one case as the reference harness does: topics, statements, all inputs into the log; then
// each query alone, in the order of creation, fed record by record; then outputs and conditions.

import Engine
import Formats
import Plan
import Planner
import SQLSyntax
import SegmentLog

/// A run of one case.
struct QueryCaseRun {
  private let testCase: QueryCase
  private let lens: Lens

  init(_ testCase: QueryCase, _ lens: Lens) {
    self.testCase = testCase
    self.lens = lens
  }

  /// What ended the run early, if something did.
  private enum Ending {
    case refused(DatabaseError)
    case queryFailed(String)
  }

  func report() -> TestReport {
    var report = TestReport(
      file: testCase.file, name: testCase.name, format: testCase.format, outcome: .pass)
    report.expectsError = testCase.refusal != nil
    guard testCase.isEnabled else {
      report.outcome = .skip
      report.reason = "disabled"
      return report
    }
    do throws(TestFailure) {
      let bench = try Workbench(lens, partitioner: .first, dialect: .server)
      defer { bench.close() }
      let ending = try run(bench)
      report.refusal = refusal(ending)
      try judge(ending, bench)
    } catch {
      report.outcome = .fail
      report.reason = error.reason
    }
    return report
  }

  private func refusal(_ ending: Ending?) -> TestReport.Refusal? {
    switch ending {
    case nil: nil
    case .refused(let error):
      TestReport.Refusal(
        kind: error.kind.rawValue, message: error.message,
        messageMatches: testCase.refusal?.matches(error.message, statement: error.statementText))
    case .queryFailed(let message):
      TestReport.Refusal(
        kind: DatabaseError.Kind.runtime.rawValue, message: message,
        messageMatches: testCase.refusal?.matches(message, statement: nil))
    }
  }

  private func judge(_ ending: Ending?, _ bench: Workbench) throws(TestFailure) {
    let (kind, message): (DatabaseError.Kind, String)
    switch ending {
    case nil:
      if let expected = testCase.refusal {
        throw TestFailure(
          "no error, but expected \(expected.type): \(expected.message ?? "")")
      }
      try OutputCheck(testCase, bench).check()
      try PostConditions(testCase.post, bench).check()
      return
    case .refused(let error): (kind, message) = (error.kind, error.message)
    case .queryFailed(let text): (kind, message) = (.runtime, text)
    }
    guard let expected = testCase.refusal else {
      throw TestFailure("\(kind.rawValue): \(message)")
    }
    if let objection = expected.objection(to: kind) {
      throw TestFailure("\(objection): \(message)")
    }
  }

  // MARK: - Steps

  private func run(_ bench: Workbench) throws(TestFailure) -> Ending? {
    try createTopics(bench)
    if let refusal = try execute(bench) { return .refused(refusal) }
    guard !bench.database.queryIDs.isEmpty else {
      throw TestFailure("test did not generate any queries.")
    }
    for record in testCase.inputs + testCase.outputs {
      try bench.ensureTopic(record.topic, partitions: CaseTopics.defaultPartitions)
    }
    var offsets: [Int64] = []
    let sources = TopicOwners(bench.database.catalog)
    for input in testCase.inputs {
      let record = try RecordText(sources.reader(of: input.topic)).record(input)
      offsets.append(try bench.append(record, to: input.topic))
    }
    for query in bench.database.queryIDs { bench.hold(query, true) }
    for query in bench.database.queryIDs {
      try feed(query, offsets, bench)
      if let failure = bench.failures.first { return .queryFailed(failure.message) }
    }
    return nil
  }

  private func createTopics(_ bench: Workbench) throws(TestFailure) {
    for topic in testCase.topics {
      try bench.ensureTopic(topic.name, partitions: topic.partitions)
    }
    let declared = CaseTopics(testCase)
    for topic in declared.topics {
      try bench.ensureTopic(topic.name, partitions: topic.partitions)
    }
  }

  /// Executes the statements; only the last one may be refused.
  private func execute(_ bench: Workbench) throws(TestFailure) -> DatabaseError? {
    for (name, value) in testCase.properties where name != "use.exact.numeric.comparison" {
      // Settings of the reference implementation that have no meaning here change nothing.
      do throws(DatabaseError) { try bench.session.setProperty(name, value) } catch { continue }
    }
    let text = testCase.statements.joined(separator: "\n")
    let count = StatementSplitter.pieces(of: SourceText(text)).count
    let outcome = bench.session.execute(text)
    guard let error = outcome.error else { return nil }
    if outcome.executed.count < count - 1, testCase.refusal != nil, error.kind != .parse {
      throw TestFailure(
        "an earlier statement was refused: \(error.kind.rawValue): \(error.message)")
    }
    return error
  }

  /// Runs one query alone over its inputs.
  private func feed(
    _ query: String, _ offsets: [Int64], _ bench: Workbench
  ) throws(TestFailure) {
    let catalog = bench.database.catalog
    guard let definition = catalog.queries[query] else { return }
    var topics: [String] = []
    for name in definition.reads {
      guard let topic = catalog.sources[name]?.topic, !topics.contains(topic) else { continue }
      topics.append(topic)
    }
    for topic in topics { bench.gate.setLimit(of: topic, to: 0) }
    bench.hold(query, false)
    try bench.run()
    for (input, offset) in zip(testCase.inputs, offsets) where topics.contains(input.topic) {
      bench.gate.setLimit(of: input.topic, to: offset + 1)
      try bench.run()
      guard bench.failures.isEmpty else { return }
      try bench.interrupt()
    }
    let given = Set(testCase.inputs.map(\.topic))
    for topic in topics where !given.contains(topic) {
      bench.gate.setLimit(of: topic, to: nil)
      try bench.run()
    }
    bench.hold(query, true)
    for topic in topics { bench.gate.setLimit(of: topic, to: nil) }
  }
}

/// Which topics are there before the statements run.
struct CaseTopics {
  static let defaultPartitions = 4

  private(set) var topics: [CaseTopic] = []

  init(_ testCase: QueryCase) {
    // What a statement says of its sink counts for a topic that only records name.
    var sinks: [String: Int] = [:]
    let prefix = testCase.properties.first { $0.name == "ksql.output.topic.name.prefix" }?.value
    for text in testCase.statements {
      // Statements that do not parse say so when they are executed.
      guard let parsed = try? Parser.parseScript(text) else { continue }
      for statement in parsed {
        switch statement.statement {
        case .createSource(let create) where !create.columns.isEmpty:
          let partitions = create.properties["PARTITIONS"]?.value.whole
          add(
            create.properties["KAFKA_TOPIC"]?.value.text ?? create.name.name,
            partitions ?? CaseTopics.defaultPartitions)
        case .createAsSelect(let create):
          let topic = create.properties["KAFKA_TOPIC"]?.value.text
          sinks[topic ?? (prefix ?? "") + create.name.name] =
            create.properties["PARTITIONS"]?.value.whole
        default: break
        }
      }
    }
    for record in testCase.inputs + testCase.outputs {
      add(record.topic, sinks[record.topic] ?? CaseTopics.defaultPartitions)
    }
  }

  private mutating func add(_ name: String, _ partitions: Int) {
    guard !name.isEmpty, partitions > 0, !topics.contains(where: { $0.name == name }) else {
      return
    }
    topics.append(CaseTopic(name: name, partitions: partitions))
  }
}

extension Literal {
  var text: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  var whole: Int? {
    switch self {
    case .integer(let number): Int(exactly: number)
    case .string(let text): Int(text)
    default: nil
    }
  }
}

/// Which source says how the records of a topic are written.
struct TopicOwners {
  private let sources: [SourceDefinition]

  init(_ catalog: Catalog) { sources = catalog.sources.values.sorted { $0.name < $1.name } }

  /// For records that go in: a source that was declared over the topic.
  func reader(of topic: String) -> SourceDefinition? {
    let owners = sources.filter { $0.topic == topic }
    return owners.first { !$0.isResultOfQuery } ?? owners.first
  }

  /// For records that came out: the result of a query, if the topic is one.
  func writer(of topic: String) -> SourceDefinition? {
    let owners = sources.filter { $0.topic == topic }
    return owners.first { $0.isResultOfQuery } ?? owners.first
  }
}
