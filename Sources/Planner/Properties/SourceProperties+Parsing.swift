// Reading a WITH clause: known names, types of values, pairs that exclude each other.

import Formats
import SQLSyntax

extension SourceProperties {
  private static let sourceOnly: Set<String> = [
    "WINDOW_TYPE", "WINDOW_SIZE", "SOURCE_CONNECTOR", "SOURCED_BY_CONNECTOR",
  ]

  private static let known: Set<String> = [
    "KAFKA_TOPIC", "KEY_FORMAT", "VALUE_FORMAT", "FORMAT", "PARTITIONS", "REPLICAS",
    "RETENTION_MS", "CLEANUP_POLICY", "TIMESTAMP", "TIMESTAMP_FORMAT", "WRAP_SINGLE_VALUE",
    "KEY_DELIMITER", "VALUE_DELIMITER", "KEY_SCHEMA_ID", "VALUE_SCHEMA_ID",
    "KEY_SCHEMA_FULL_NAME", "VALUE_SCHEMA_FULL_NAME", "VALUE_AVRO_SCHEMA_FULL_NAME",
    "KEY_PROTOBUF_NULLABLE_REPRESENTATION", "VALUE_PROTOBUF_NULLABLE_REPRESENTATION",
  ]

  init(_ list: PropertyList, owner: Owner) throws(SQLError) {
    try Self.checkNames(list, owner)
    for property in list.properties {
      try set(property.name.uppercased(), property)
    }
    try checkPairs(list)
  }

  private static func checkNames(_ list: PropertyList, _ owner: Owner) throws(SQLError) {
    let unknown = list.properties.filter { property in
      let name = property.name.uppercased()
      return !known.contains(name) && !(owner == .source && sourceOnly.contains(name))
    }
    guard let first = unknown.first else { return }
    throw SQLError.statement(
      "Invalid config variable(s) in the WITH clause: "
        + unknown.map { $0.name.uppercased() }.joined(separator: ","),
      at: first.nameSpan,
      hint: NameSuggestion.nearest(to: first.name, among: known.sorted()).map {
        "Did you mean '\($0)'?"
      }, code: .invalidProperty)
  }

  private func checkPairs(_ list: PropertyList) throws(SQLError) {
    guard list["FORMAT"] != nil else { return }
    for other in ["KEY_FORMAT", "VALUE_FORMAT"] where list[other] != nil {
      throw SQLError.statement(
        "Cannot supply both '\(other)' and 'FORMAT' properties, as 'FORMAT' sets both key and value "
          + "formats. Either use just 'FORMAT', or use 'KEY_FORMAT' and 'VALUE_FORMAT'.",
        at: list[other]?.nameSpan, code: .invalidProperty)
    }
  }

  private mutating func set(_ name: String, _ property: Property) throws(SQLError) {
    switch name {
    case "KAFKA_TOPIC":
      topic = try Self.text(property)
      if topic?.isEmpty == true { throw Self.invalid(property, "String must be non-empty") }
    case "KEY_FORMAT": keyFormat = try Self.text(property).uppercased()
    case "VALUE_FORMAT": valueFormat = try Self.text(property).uppercased()
    case "FORMAT":
      keyFormat = try Self.text(property).uppercased()
      valueFormat = keyFormat
    case "PARTITIONS": partitions = Int(try Self.number(property))
    case "REPLICAS": replicas = Int(try Self.number(property))
    case "RETENTION_MS": retention = try Self.number(property)
    case "CLEANUP_POLICY":
      throw SQLError.statement(
        "Invalid config variable in the WITH clause: CLEANUP_POLICY. The CLEANUP_POLICY config is "
          + "automatically inferred based on the type of source (STREAM or TABLE).",
        at: property.nameSpan, code: .invalidProperty)
    case "TIMESTAMP": timestamp = Self.columnName(try Self.text(property))
    case "TIMESTAMP_FORMAT": timestampFormat = try Self.text(property)
    case "WRAP_SINGLE_VALUE": wrapsSingle = try Self.flag(property)
    case "KEY_DELIMITER": keyDelimiter = try Self.delimiter(property)
    case "VALUE_DELIMITER": valueDelimiter = try Self.delimiter(property)
    case "WINDOW_TYPE":
      let text = try Self.text(property)
      guard let type = WindowType(rawValue: text.uppercased()) else {
        throw Self.invalid(property, "\(text) is not one of SESSION, HOPPING, TUMBLING")
      }
      windowType = type
    case "WINDOW_SIZE": windowSize = try Self.duration(property)
    case "KEY_SCHEMA_ID": keySchemaID = Int(try Self.number(property))
    case "VALUE_SCHEMA_ID": valueSchemaID = Int(try Self.number(property))
    case "SOURCE_CONNECTOR", "SOURCED_BY_CONNECTOR": _ = try Self.text(property)
    default: try setRegistryProperty(name, property)
    }
  }

  private mutating func setRegistryProperty(
    _ name: String, _ property: Property
  ) throws(SQLError) {
    let value = try Self.text(property)
    if name.hasSuffix("_NULLABLE_REPRESENTATION") {
      guard ["OPTIONAL", "WRAPPER"].contains(value.uppercased()) else {
        throw Self.invalid(property, "\(value) is not one of OPTIONAL, WRAPPER")
      }
    } else if value.isEmpty {
      throw SQLError.statement(
        "fullSchemaName cannot be empty. Format configuration: {fullSchemaName=}",
        at: property.valueSpan, code: .invalidProperty)
    }
    registryProperties.insert(name)
  }

  // MARK: - Values

  private static func text(_ property: Property) throws(SQLError) -> String {
    switch property.value {
    case .string(let text): return text
    case .boolean(let value): return "\(value)"
    case .integer(let value): return "\(value)"
    case .decimal(let literal): return literal.text
    case .double(let literal): return literal.text
    case .null: throw invalid(property, "null is no value")
    }
  }

  private static func number(_ property: Property) throws(SQLError) -> Int64 {
    switch property.value {
    case .integer(let value): return value
    case .string(let text):
      guard let value = Int64(text) else {
        throw invalidType(property, text, "a number of type INT")
      }
      return value
    default: throw invalidType(property, try text(property), "a number of type INT")
    }
  }

  private static func flag(_ property: Property) throws(SQLError) -> Bool {
    if case .boolean(let value) = property.value { return value }
    let text = try text(property)
    switch text.lowercased() {
    case "true": return true
    case "false": return false
    default: throw invalidType(property, text, "a boolean")
    }
  }

  private static func delimiter(_ property: Property) throws(SQLError) -> String {
    let text = try text(property)
    do {
      _ = try FormatProperties.delimiter(parsing: text)
    } catch {
      throw invalid(property, error.message)
    }
    return text
  }

  private static func duration(_ property: Property) throws(SQLError) -> Int64 {
    let text = try text(property)
    let words = text.split { $0 == " " || $0 == "\t" || $0.isNewline }
    func bad(_ reason: String) -> SQLError {
      invalid(
        property, "Invalid duration: '\(text)'. \(reason)\nExample valid value: '10 SECONDS'")
    }
    guard words.count == 2 else { throw bad("Expected format: <size> <TIME_UNIT>.") }
    guard let amount = Int64(words[0]), amount > 0 else {
      throw bad("Size must be a positive number.")
    }
    guard let unit = TimeUnit(spelling: String(words[1])) else {
      throw bad("Unknown time unit: '\(words[1].uppercased())'")
    }
    guard let result = DurationLiteral(amount, unit).milliseconds else { throw bad("Too large.") }
    return result
  }

  /// A column name inside a string: quoted as written, bare in upper case.
  static func columnName(_ text: String) -> String {
    let trimmed = text.drop { $0 == " " }
    for quote in ["`", "\""] where trimmed.count >= 2 {
      if trimmed.hasPrefix(quote) && trimmed.hasSuffix(quote) {
        return String(trimmed.dropFirst().dropLast())
      }
    }
    return text.uppercased()
  }

  private static func invalid(_ property: Property, _ reason: String) -> SQLError {
    SQLError.statement(
      "Failed to prepare statement: Configuration \(property.name.uppercased()) is invalid: "
        + reason, at: property.valueSpan, code: .invalidProperty)
  }

  private static func invalidType(
    _ property: Property, _ text: String, _ expected: String
  ) -> SQLError {
    SQLError.statement(
      "Failed to prepare statement: Invalid value \(text) for property "
        + "\(property.name.uppercased()): Not \(expected)", at: property.valueSpan,
      code: .invalidProperty)
  }
}
