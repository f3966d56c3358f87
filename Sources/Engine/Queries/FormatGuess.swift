// The formats that the keys and values of a topic could have, narrowed down record by record, and
// the record as PRINT writes it.

import Formats
import Values

/// What is still possible for keys and values.
struct FormatGuess {
  /// A candidate, in the order in which they are preferred.
  enum Candidate: String, CaseIterable {
    case json = "JSON"
    case int = "KAFKA_INT"
    case bigint = "KAFKA_BIGINT"
    case double = "KAFKA_DOUBLE"
    case string = "KAFKA_STRING"
  }

  private var keys = Candidate.allCases
  private var values = Candidate.allCases
  private var hasKey = false
  private var hasValue = false
  private var shownKeys: String?
  private var shownValues: String?

  /// Format lines if the guess has changed, then the record.
  mutating func lines(for record: PrintedRecord) -> [String] {
    if let key = record.key {
      hasKey = true
      keys.removeAll { Self.text(key, as: $0) == nil }
    }
    if let value = record.value {
      hasValue = true
      values.removeAll { Self.text(value, as: $0) == nil }
    }
    var lines: [String] = []
    let keyLine = "Key format: " + Self.name(keys, hasKey)
    let valueLine = "Value format: " + Self.name(values, hasValue)
    if keyLine != shownKeys { lines.append(keyLine) }
    if valueLine != shownValues { lines.append(valueLine) }
    shownKeys = keyLine
    shownValues = valueLine
    lines.append(
      "rowtime: \(Self.time(record.timestamp)), key: \(Self.show(record.key, keys)), "
        + "value: \(Self.show(record.value, values)), partition: \(record.partition)")
    return lines
  }

  private static func name(_ candidates: [Candidate], _ hasData: Bool) -> String {
    guard hasData else { return "¯\\_(ツ)_/¯ - no data processed" }
    if candidates.isEmpty {
      return " does not match any supported format. It may be a STRING with encoding other than "
        + "UTF8, or some other format."
    }
    return candidates.map(\.rawValue).joined(separator: " or ")
  }

  private static func show(_ bytes: [UInt8]?, _ candidates: [Candidate]) -> String {
    guard let bytes else { return "<null>" }
    guard let first = candidates.first, let text = text(bytes, as: first) else {
      return String(decoding: bytes, as: UTF8.self)
    }
    return text
  }

  /// The text of the bytes in a format; nil if they are not of it.
  private static func text(_ bytes: [UInt8], as candidate: Candidate) -> String? {
    switch candidate {
    case .json:
      // A bare number or word is taken for what the shorter formats make of it.
      guard let first = bytes.first, first == UInt8(ascii: "{") || first == UInt8(ascii: "["),
        let value = try? JSONValue.parse(bytes)
      else { return nil }
      return value.description
    case .int:
      guard bytes.count == 4 else { return nil }
      return "\(Int32(truncatingIfNeeded: integer(bytes)))"
    case .bigint:
      guard bytes.count == 8 else { return nil }
      return "\(Int64(bitPattern: integer(bytes)))"
    case .double:
      guard bytes.count == 8 else { return nil }
      return DoubleText.string(Double(bitPattern: integer(bytes)))
    case .string:
      guard let text = String(validating: bytes, as: UTF8.self),
        !text.unicodeScalars.contains(where: { $0.value < 32 && $0 != "\t" && $0 != "\n" })
      else { return nil }
      return text
    }
  }

  private static func integer(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// `yyyy/MM/dd HH:mm:ss.SSS Z`.
  private static func time(_ milliseconds: Int64) -> String {
    guard milliseconds >= 0 else { return "N/A" }
    let iso = CivilText.timestamp(milliseconds)
    return iso.replacing("-", with: "/").replacing("T", with: " ") + " Z"
  }
}
