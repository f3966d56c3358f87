// `millrace bench`, small: it measures what it says, and takes only its own folder away.

import Foundation
import Testing

struct BenchCommandTests {
  @Test(arguments: ["filter", "group", "tumble", "windows-day", "join"])
  func aBenchmarkPrintsItsFiguresAndRemovesItsFolder(_ name: String) throws {
    let folder = try TemporaryFolder()
    let work = folder.path("work")
    let outcome = try Binary.run(["bench", name, "--rows", "500", "--directory", work])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let figures = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect(figures["name"] as? String == name)
    #expect(figures["rows"] as? Int == 500)
    let written = try #require(figures["rows_written"] as? Int)
    #expect(name == "filter" ? (300..<450).contains(written) : written == 500)
    #expect(!FileManager.default.fileExists(atPath: work))
  }

  @Test func aFolderThatIsThereIsLeftAlone() throws {
    let folder = try TemporaryFolder()
    let work = folder.path("work")
    try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: false)
    let outcome = try Binary.run(["bench", "filter", "--rows", "10", "--directory", work])
    #expect(outcome.status != 0)
    #expect(outcome.errors.contains("--directory"))
    #expect(FileManager.default.fileExists(atPath: work))
  }
}
