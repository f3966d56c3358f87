// Runs every file of Tests/SQLTests under every lens: each must say the same.

import SQLTesting
import Testing

@Suite("SQL test files")
struct SQLTestFileTests {
  private static let folder: String = {
    let parts = #filePath.split(separator: "/").dropLast(2)
    return "/" + parts.joined(separator: "/") + "/SQLTests"
  }()

  @Test("every file holds under the lens", arguments: Lens.all.map(\.name))
  func filesHold(lens name: String) throws {
    let lens = try #require(Lens.named(name))
    var failures: [String] = []
    let summary = TestRunner.run(paths: [Self.folder], lens: lens) { line in
      if line.hasPrefix("FAIL") { failures.append(line) }
    }
    #expect(failures == [])
    #expect(summary.passed >= 30)
  }

  @Test("a path without test files is a failure")
  func nothingFoundIsAFailure() {
    let summary = TestRunner.run(paths: ["/no/such/folder"]) { _ in }
    #expect(summary.failed == 1)
    #expect(summary.all == 1)
  }
}
