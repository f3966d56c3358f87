// Finds test files, runs what is in them and says what became of it.

import Formats
import Platform

/// How many tests there were.
package struct TestSummary: Hashable, Sendable {
  package var passed = 0
  package var failed = 0
  package var skipped = 0

  package init() {}

  package var all: Int { passed + failed + skipped }
}

/// Runs test files: `.test`, `.sql` with `--@test`, and `.json` of query tests.
package enum TestRunner {
  /// Runs all files under the paths and writes a line per test, in text style also a sum.
  package static func run(
    paths: [String], lens: Lens = .single, report style: TestReport.Style = .text,
    output: (String) -> Void
  ) -> TestSummary {
    var summary = TestSummary()
    func take(_ report: TestReport) {
      switch report.outcome {
      case .pass: summary.passed += 1
      case .fail: summary.failed += 1
      case .skip: summary.skipped += 1
      }
      output(report.line(style))
    }
    for path in paths {
      let found = files(under: path)
      if found.isEmpty {
        take(TestReport(file: path, name: "", outcome: .fail, reason: "there is no test file here"))
      }
      for file in found { run(file: file, lens, take) }
    }
    if style == .text {
      output("\(summary.passed) passed, \(summary.failed) failed, \(summary.skipped) skipped")
    }
    return summary
  }

  private static func files(under path: String) -> [String] {
    let files = PosixFileSystem()
    // Only folders can be listed.
    guard let names = try? files.list(path) else { return files.exists(path) ? [path] : [] }
    return names.flatMap { name -> [String] in
      let inner = path + "/" + name
      let isTest = [".test", ".sql", ".json"].contains { name.hasSuffix($0) }
      return isTest || !name.contains(".") ? Self.files(under: inner) : []
    }
  }

  private static func run(file: String, _ lens: Lens, _ take: (TestReport) -> Void) {
    let base = file.split(separator: "/").last.map(String.init) ?? file
    let name = base.split(separator: ".").dropLast().joined(separator: ".")
    let text: [UInt8]
    do throws(FileError) {
      text = try PosixFileSystem().contents(of: file)
    } catch {
      take(TestReport(file: base, name: "", outcome: .fail, reason: error.description))
      return
    }
    if file.hasSuffix(".json") {
      do throws(TestFailure) {
        for testCase in try QueryCase.cases(in: text, file: name) {
          take(QueryCaseRun(testCase, lens).report())
        }
      } catch {
        take(TestReport(file: base, name: "", outcome: .fail, reason: error.reason))
      }
      return
    }
    let script = String(decoding: text, as: UTF8.self)
    if file.hasSuffix(".sql") {
      for test in SQLTestFile(script, file: name).reports(lens) { take(test) }
    } else {
      take(TestFileRun(script, file: name, lens).report())
    }
  }
}
