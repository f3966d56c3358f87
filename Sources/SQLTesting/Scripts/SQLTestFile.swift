// `.sql` files with `--@test: name`: statements, INSERT VALUES as input, ASSERT statements as
// expectations. Each topic has a read position that only assertions move.

import Engine
import SQLSyntax

/// A file of SQL tests.
struct SQLTestFile {
  private struct Test {
    let name: String
    var expectedError: String?
    var expectedMessage: String?
    var statements: [StatementSplitter.Piece] = []
  }

  private let file: String
  private let source: SourceText
  private var tests: [Test] = []
  private var flaw: String?

  init(_ text: String, file: String) {
    self.file = file
    source = SourceText(text)
    let directives = StatementSplitter.directives(of: source)
    let pieces = StatementSplitter.pieces(of: source)
    let starts = directives.filter { $0.name.hasSuffix("test") }
    guard let first = starts.first,
      pieces.allSatisfy({ $0.span.start > first.span.start })
    else {
      flaw = "Expected test to start with --@test."
      return
    }
    for (index, start) in starts.enumerated() {
      let end = index + 1 < starts.count ? starts[index + 1].span.start : Int.max
      let range = start.span.start..<end
      var test = Test(name: start.value)
      for directive in directives where range.contains(directive.span.start) {
        if directive.name.hasSuffix("expected.error") { test.expectedError = directive.value }
        if directive.name.hasSuffix("expected.message") { test.expectedMessage = directive.value }
      }
      test.statements = pieces.filter { range.contains($0.span.start) }
      tests.append(test)
    }
  }

  /// Runs all tests of the file.
  func reports(_ lens: Lens) -> [TestReport] {
    if let flaw { return [TestReport(file: file, name: "", outcome: .fail, reason: flaw)] }
    return tests.map { test in
      var report = TestReport(file: file, name: test.name, outcome: .pass)
      report.expectsError = test.expectedError != nil
      do throws(TestFailure) { try run(test, lens) } catch {
        report.outcome = .fail
        report.reason = error.reason
      }
      return report
    }
  }

  private func run(_ test: Test, _ lens: Lens) throws(TestFailure) {
    let bench = try Workbench(
      Lens(lens.name, batchSize: lens.batchSize, interruption: lens.interruption),
      partitioner: .first)
    defer { bench.close() }
    var assertions = SQLAssertions(bench)
    for piece in test.statements {
      do throws(StatementFailure) {
        try execute(piece, &assertions, bench)
      } catch {
        guard let expected = test.expectedError else {
          let place = source.position(of: piece.span.start)
          throw TestFailure(
            "Test failure for `\(piece.text)` (Line: \(place.line), Col: \(place.column)):\n"
              + error.message)
        }
        try judge(error, expected, test.expectedMessage)
        return
      }
    }
    if let expected = test.expectedError {
      throw TestFailure(
        "Did not get expected exception of type \(expected) with message "
          + (test.expectedMessage ?? ""))
    }
  }

  /// Why a statement did not do what it should.
  private struct StatementFailure: Error {
    /// Nil for an assertion that does not hold.
    let kind: DatabaseError.Kind?
    let message: String
  }

  private func execute(
    _ piece: StatementSplitter.Piece, _ assertions: inout SQLAssertions, _ bench: Workbench
  ) throws(StatementFailure) {
    do throws(TestFailure) {
      if let statement = try assertions.assertion(piece.text) {
        try assertions.check(statement)
        return
      }
      // As in the reference tool, topics of declared sources are there with one partition.
      for topic in SQLAssertions.declaredTopics(piece.text) {
        try bench.ensureTopic(topic, partitions: 1)
      }
    } catch {
      throw StatementFailure(kind: nil, message: error.reason)
    }
    if let error = bench.session.execute(piece.text).error {
      throw StatementFailure(kind: error.kind, message: error.message)
    }
    do throws(TestFailure) {
      try bench.run()
      if let failure = bench.failures.first { throw TestFailure(failure.message) }
      try bench.interrupt()
    } catch {
      throw StatementFailure(kind: .runtime, message: error.reason)
    }
  }

  private func judge(
    _ failure: StatementFailure, _ expected: String, _ message: String?
  ) throws(TestFailure) {
    let refusal = ExpectedRefusal(type: expected, message: message)
    if let kind = failure.kind, let objection = refusal.objection(to: kind) {
      throw TestFailure("\(objection): \(failure.message)")
    }
    if let message, !failure.message.contains(message) {
      throw TestFailure("Expected message to contain: \(message)\nActual: \(failure.message)")
    }
  }
}
