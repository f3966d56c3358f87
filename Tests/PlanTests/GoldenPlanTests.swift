// Every file in `plans` must plan to what it says. With MILLRACE_UPDATE=1 in the environment the
// files are rewritten instead, and the difference is the review.

import Foundation
import Testing

@Suite("Golden plans")
struct GoldenPlanTests {
  private static let folder =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("plans")

  private static let names: [String] = {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return all.filter { $0.hasSuffix(".plan") }.sorted()
  }()

  @Test("there are files to check")
  func filesExist() {
    #expect(Self.names.count >= 5)
  }

  @Test("a file plans to what it says", arguments: names)
  func planned(_ name: String) throws {
    let url = Self.folder.appendingPathComponent(name)
    let file = PlanFile(try String(contentsOf: url, encoding: .utf8))
    let planned = file.planned()
    if ProcessInfo.processInfo.environment["MILLRACE_UPDATE"] == "1" {
      try planned.text.write(to: url, atomically: true, encoding: .utf8)
      return
    }
    #expect(!file.blocks.isEmpty)
    for (expected, actual) in zip(file.blocks, planned.blocks) {
      #expect(
        expected.expected == actual.expected,
        "\(name): \(expected.sql.joined(separator: " "))\n\(actual.expected.joined(separator: "\n"))"
      )
    }
  }
}
