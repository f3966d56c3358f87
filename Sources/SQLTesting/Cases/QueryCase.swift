// One case of a JSON file of query tests: statements, records in, records or a refusal out. Lists
// of formats and configurations make several cases of one.

import Formats
import Values

/// A topic that a case declares.
struct CaseTopic {
  let name: String
  let partitions: Int
}

/// A record as a case writes it.
struct CaseRecord {
  struct Window: Equatable {
    let start: Int64
    let end: Int64?
    let isSession: Bool
  }

  let topic: String
  let key: JSONValue
  let value: JSONValue
  /// Nil: 0 for an input, anything for an output.
  let timestamp: Int64?
  let window: Window?
  let headers: [(key: String, value: [UInt8]?)]
}

/// One case, expanded.
struct QueryCase {
  let file: String
  let name: String
  let format: String?
  let isEnabled: Bool
  let statements: [String]
  let properties: [(name: String, value: String)]
  let topics: [CaseTopic]
  let inputs: [CaseRecord]
  let outputs: [CaseRecord]
  let refusal: ExpectedRefusal?
  let post: JSONValue?
}

extension QueryCase {
  /// All cases of a file, expanded.
  static func cases(in text: [UInt8], file: String) throws(TestFailure) -> [QueryCase] {
    let root: JSONValue
    do throws(JSONError) {
      root = try JSONValue.parse(withoutComments(text))
    } catch {
      throw TestFailure(error.description)
    }
    guard let tests = root["tests"]?.array else { throw TestFailure("there is no list of tests") }
    return tests.flatMap { test -> [QueryCase] in
      let formats = (test["format"]?.array).map { $0.map(\.string) } ?? [nil]
      let configurations =
        (test["config"]?.array).map { $0.map { Optional(plainText($0)) } } ?? [nil]
      return formats.flatMap { format in
        configurations.map { QueryCase(test, file: file, format: format, configuration: $0) }
      }
    }
  }

  private init(_ test: JSONValue, file: String, format: String?, configuration: String?) {
    self.file = file
    self.format = format
    var title = test["name"]?.string ?? ""
    if let configuration { title += " - \(configuration)" }
    name = title
    isEnabled = test["enabled"]?.bool ?? true
    statements = (test["statements"]?.array ?? []).compactMap(\.string).map { text in
      format.map { text.replacing("{FORMAT}", with: $0) } ?? text
    }
    properties = (test["properties"]?.members ?? []).map { member in
      let text = QueryCase.plainText(member.value)
      return (member.key, text == "{CONFIG}" ? configuration ?? text : text)
    }
    topics = (test["topics"]?.array ?? []).compactMap { topic in
      topic["name"]?.string.map {
        CaseTopic(name: $0, partitions: topic["partitions"]?.int ?? 1)
      }
    }
    inputs = (test["inputs"]?.array ?? []).map(CaseRecord.init)
    outputs = (test["outputs"]?.array ?? []).map(CaseRecord.init)
    refusal = test["expectedException"].map(ExpectedRefusal.init)
    post = test["post"]
  }

  private static func plainText(_ value: JSONValue) -> String { value.string ?? value.description }

  /// The text without `//` and `/* */` comments, which the format allows.
  private static func withoutComments(_ text: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var index = 0
    var isInString = false
    func at(_ i: Int) -> UInt8 { i < text.count ? text[i] : 0 }
    while index < text.count {
      let byte = text[index]
      if isInString {
        if byte == UInt8(ascii: "\\") {
          out.append(byte)
          index += 1
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
      } else if byte == UInt8(ascii: "\"") {
        isInString = true
      } else if byte == UInt8(ascii: "/"), at(index + 1) == UInt8(ascii: "/") {
        while index < text.count, text[index] != UInt8(ascii: "\n") { index += 1 }
        continue
      } else if byte == UInt8(ascii: "/"), at(index + 1) == UInt8(ascii: "*") {
        index += 2
        while index < text.count,
          !(text[index] == UInt8(ascii: "*") && at(index + 1) == UInt8(ascii: "/"))
        {
          index += 1
        }
        index += 2
        continue
      }
      if index < text.count { out.append(text[index]) }
      index += 1
    }
    return out
  }
}

extension CaseRecord {
  init(_ record: JSONValue) {
    topic = record["topic"]?.string ?? ""
    key = record["key"] ?? .null
    value = record["value"] ?? .null
    timestamp = record["timestamp"]?.int.map { Int64($0) }
    window = record["window"].flatMap { window in
      window.isNull
        ? nil
        : Window(
          start: Int64(window["start"]?.int ?? 0), end: window["end"]?.int.map { Int64($0) },
          isSession: window["type"]?.string?.uppercased() == "SESSION")
    }
    headers = (record["headers"]?.array ?? []).map { header in
      (header["KEY"]?.string ?? "", header["VALUE"]?.string.flatMap { Value.bytes(base64: $0) })
    }
  }
}
