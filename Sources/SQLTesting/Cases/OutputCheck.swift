// The records of the topics that a case names, held against the expected ones.

import Engine
import Formats
import SegmentLog

struct OutputCheck {
  private let testCase: QueryCase
  private let bench: Workbench
  private let comparison: ValueComparison

  init(_ testCase: QueryCase, _ bench: Workbench) {
    self.testCase = testCase
    self.bench = bench
    let isExact = testCase.properties.allSatisfy {
      $0.name != "use.exact.numeric.comparison" || $0.value != "false"
    }
    comparison = ValueComparison(isExact: isExact)
  }

  func check() throws(TestFailure) {
    var topics: [String] = []
    for record in testCase.outputs where !topics.contains(record.topic) {
      topics.append(record.topic)
    }
    let owners = TopicOwners(bench.database.catalog)
    for topic in topics {
      let expected = testCase.outputs.filter { $0.topic == topic }
      let text = RecordText(owners.writer(of: topic))
      guard bench.database.hasTopic(topic) else { throw TestFailure("there is no topic \(topic)") }
      let actual = try bench.records(of: topic).map { ActualRecord($0, text) }
      for (index, pair) in zip(expected, actual).enumerated() {
        if let difference = difference(pair.0, pair.1) {
          throw TestFailure(
            "topic \(topic), record \(index): \(difference)\nexpected \(pair.0.text)\n"
              + "got      \(pair.1.text)" + problems)
        }
      }
      guard expected.count == actual.count else {
        let extra = actual.dropFirst(expected.count).prefix(3).map(\.text)
        throw TestFailure(
          "topic \(topic): expected \(expected.count) records, got \(actual.count)"
            + (extra.isEmpty ? "" : "; beyond: " + extra.joined(separator: " ")) + problems)
      }
    }
  }

  /// The last bad record of each query, which often explains a difference.
  private var problems: String {
    bench.database.queryIDs.compactMap { id in
      bench.database.lastProblem(of: id).map { "\nproblem of \(id): \($0)" }
    }.joined()
  }

  private func difference(_ expected: CaseRecord, _ actual: ActualRecord) -> String? {
    if let window = expected.window {
      guard let found = actual.window else { return "no window" }
      if window.start != found.start || window.isSession != found.isSession
        || (window.end ?? found.end) != found.end
      {
        return "another window"
      }
    }
    if !comparison.matches(expected.key, actual.key) { return "another key" }
    if !comparison.matches(expected.value, actual.value) { return "another value" }
    if let timestamp = expected.timestamp, timestamp != actual.timestamp,
      !(testCase.inputs.isEmpty && timestamp == 0)
    {
      return "another timestamp"
    }
    let headers = expected.headers.map { RecordHeader(key: $0.key, value: $0.value) }
    return headers == actual.headers ? nil : "other headers"
  }
}

/// A record that came out, decoded as far as the comparison needs.
struct ActualRecord {
  let key: ComparedValue
  let window: CaseRecord.Window?
  let value: ComparedValue
  let timestamp: Int64
  let headers: [RecordHeader]

  init(_ record: TestRecord, _ text: RecordText) {
    (key, window) = text.key(record.key)
    value = text.value(record.value)
    timestamp = record.timestamp
    headers = record.headers
  }

  var text: String {
    let span = window.map { " window \($0.start)..\($0.end ?? -1)" } ?? ""
    let names = headers.isEmpty ? "" : " headers \(headers.map(\.key))"
    return "<\(key), \(value)> at \(timestamp)\(span)\(names)"
  }
}

extension CaseRecord {
  var text: String {
    let span = window.map { " window \($0.start)..\($0.end ?? -1)" } ?? ""
    let names = headers.isEmpty ? "" : " headers \(headers.map(\.key))"
    return "<\(key), \(value)> at \(timestamp.map(String.init) ?? "any time")\(span)\(names)"
  }
}
