// Plans every case of the conformance folder that needs no schema registry; the floors rise with
// what the planner can do.

import Testing

@Suite("Conformance cases plan as the dialect does")
struct ConformanceTests {
  private static let folder = "../shared/conformance/"

  private static func path(_ name: String) -> String {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return "/" + root + "/" + folder + name
  }

  @Test("query cases: positives plan, negatives are refused with the right words")
  func queries() {
    guard let cases = ConformanceCase.all(in: Self.path("queries")) else {
      print("skipped: no conformance folder")
      return
    }
    let counts = Self.run(cases)
    print("positive \(counts.positive), negative \(counts.negative)")
    #expect(counts.positive.share >= 0.995)
    #expect(counts.negative.share >= 0.99)
  }

  @Test("REST cases: pull and push queries plan, refusals use the right words")
  func rest() {
    guard let cases = ConformanceCase.all(in: Self.path("rest")) else {
      print("skipped: no conformance folder")
      return
    }
    let counts = Self.run(cases)
    print("positive \(counts.positive), negative \(counts.negative)")
    #expect(counts.positive.share >= 0.99)
    #expect(counts.negative.share >= 0.96)
  }

  @Test("cases of registry formats plan when they are asked for JSON instead")
  func overJSON() {
    guard let cases = ConformanceCase.all(in: Self.path("queries")) else {
      print("skipped: no conformance folder")
      return
    }
    let planned = cases.filter { $0.needsRegistry && !$0.isNegative }.compactMap(\.overJSON)
      .map { $0.plan() == .passed }
    print("over JSON \(planned.count { $0 })/\(planned.count)")
    #expect(Double(planned.count { $0 }) >= 0.88 * Double(planned.count))
  }

  struct Count: CustomStringConvertible {
    var passed = 0
    var all = 0
    var share: Double { all == 0 ? 1 : Double(passed) / Double(all) }
    var description: String { "\(passed)/\(all)" }
  }

  static func run(_ cases: [ConformanceCase]) -> (positive: Count, negative: Count) {
    var positive = Count()
    var negative = Count()
    for item in cases where !item.needsRegistry {
      let isPassed = item.plan() == .passed
      if item.isNegative {
        negative.all += 1
        negative.passed += isPassed ? 1 : 0
      } else {
        positive.all += 1
        positive.passed += isPassed ? 1 : 0
      }
    }
    return (positive, negative)
  }
}
