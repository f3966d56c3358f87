// Bytes made by the encoders of kafka-python 3.0.12, which work from the message definitions of
// Apache Kafka: every message in every version, filled by the rule of `PatternWalk`, twice.

import Foundation
import KafkaWire
import Testing

struct GoldenBytesTests {
  /// `Name version start` → body in hex.
  static func load() throws -> [String: String] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("golden/kafka-python-3.0.12.txt")
    let text = try String(contentsOf: file, encoding: .utf8)
    var golden: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      golden[words[0...2].joined(separator: " ")] = String(words[3])
    }
    return golden
  }

  @Test func everyMessageIsWrittenAsAnotherImplementationWritesIt() throws {
    var comparison = Comparison(golden: try Self.load())
    try comparison.visitAll()
    #expect(comparison.compared == comparison.golden.count)
    #expect(comparison.differences == [])
  }

  struct Comparison: MessageVisitor {
    let golden: [String: String]
    var compared = 0
    var differences: [String] = []

    mutating func visit<M: WireMessage>(_ type: M.Type, version: Int16) throws {
      for start in [0, 3] {
        let name = "\(M.self) \(version) \(start)"
        guard let expected = golden[name] else {
          differences.append("\(name): no golden bytes")
          continue
        }
        compared += 1
        var pattern = PatternWalk(
          start: start, version: version, isFlexible: M.api.isFlexible(version))
        let message = try M.filled(by: &pattern)
        let written = try message.body(version: version, records: PatternWalk.records)
        let text = written.isEmpty ? "-" : written.hexText
        if text != expected {
          differences.append("\(name):\n  written  \(text)\n  expected \(expected)")
        }
        try read(M.self, name, written, version)
      }
    }

    /// What was written is read back to what gives the same bytes.
    private mutating func read<M: WireMessage>(
      _ type: M.Type, _ name: String, _ bytes: [UInt8], _ version: Int16
    ) throws {
      let message = try M.decode(bytes, version: version)
      let again = try message.body(version: version) { Array(bytes[$0.range]) }
      if again != bytes { differences.append("\(name): read differently than written") }
    }
  }
}
