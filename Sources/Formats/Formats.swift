// The registry: every format of the dialect by name, and the calls through which planner and
// operators use them.

package import Values

/// The formats that can be used.
package enum Formats {
  /// One line per format.
  package static let all: [any RecordFormat] = [
    JSONFormat(),
    DelimitedFormat(),
    KafkaFormat(),
    ProtobufFormat(),
    NoneFormat(),
  ]

  /// Formats of the dialect that need a schema registry.
  private static let announced: Set<String> = ["AVRO", "JSON_SR", "PROTOBUF"]

  /// The format of a name, in any case.
  package static func named(_ name: String) throws(FormatError) -> any RecordFormat {
    let upper = name.uppercased()
    if let format = all.first(where: { $0.name == upper }) { return format }
    if announced.contains(upper) {
      throw FormatError(.unsupportedFormat, "Format '\(upper)' is not supported yet.")
    }
    throw FormatError(.unknownFormat, "Unknown format: \(name)")
  }

  /// Throws when a format cannot hold these columns with these properties.
  package static func check(
    _ format: String, columns: [ColumnSchema], isKey: Bool, properties: FormatProperties
  ) throws(FormatError) {
    let found = try named(format)
    try checkProperties(found, columns: columns, isKey: isKey, properties: properties)
    if let reason = found.objection(to: columns, isKey: isKey) {
      throw FormatError(
        .unsupportedSchema,
        """
        \(isKey ? "Key" : "Value") format does not support schema.
        format: \(found.name)
        schema: \(persistenceText(found, columns, isKey: isKey, properties: properties))
        reason: \(reason)
        """)
    }
  }

  /// Throws when a property does not fit the format, or a wrapping the number of columns.
  private static func checkProperties(
    _ format: any RecordFormat, columns: [ColumnSchema], isKey: Bool, properties: FormatProperties
  ) throws(FormatError) {
    if properties.delimiter != nil && !format.supportedProperties.contains("delimiter") {
      throw FormatError(
        .invalidProperty, "\(format.name) does not support the following configs: [delimiter]")
    }
    guard let wrap = properties.wrapSingle, !isKey else { return }
    guard wrap ? format.supportsWrapping : format.supportsUnwrapping else {
      throw FormatError(
        .invalidProperty,
        "Format '\(format.name)' does not support 'WRAP_SINGLE_VALUE' set to '\(wrap)'.")
    }
    if columns.count > 1 {
      throw FormatError(
        .invalidProperty, "'WRAP_SINGLE_VALUE' is only valid for single-field value schemas")
    }
  }

  /// Throws when a key column contains a map: equal maps do not always have equal bytes.
  package static func checkKeyTypes(_ columns: [ColumnSchema]) throws(FormatError) {
    for column in columns where column.type.containsMap {
      throw FormatError(
        .unsupportedSchema,
        "Map keys, including types that contain maps, are not supported as they may lead to "
          + "unexpected behavior due to inconsistent serialization. Key column name: "
          + "`\(column.name)`. Column type: \(column.type). "
          + "See https://github.com/confluentinc/ksql/issues/6621 for more.")
    }
  }

  /// A decoder of some columns of one side.
  package static func decoder(
    _ format: String, columns: [ColumnSchema], wanted: [Int], isKey: Bool,
    properties: FormatProperties = FormatProperties(), topic: String = ""
  ) throws(FormatError) -> any RecordDecoder {
    try check(format, columns: columns, isKey: isKey, properties: properties)
    return try named(format).makeDecoder(
      DecoderRequest(
        columns: columns, wanted: wanted, isKey: isKey, properties: properties, topic: topic))
  }

  /// An encoder of all columns of one side.
  package static func encoder(
    _ format: String, columns: [ColumnSchema], isKey: Bool,
    properties: FormatProperties = FormatProperties()
  ) throws(FormatError) -> any RecordEncoder {
    try check(format, columns: columns, isKey: isKey, properties: properties)
    return try named(format).makeEncoder(columns: columns, isKey: isKey, properties: properties)
  }

  /// Whether the single column of a side is written without an object around it.
  static func isUnwrapped(
    columns: [ColumnSchema], isKey: Bool, properties: FormatProperties
  ) -> Bool {
    columns.count == 1 && (isKey || properties.wrapSingle == false)
  }

  private static func persistenceText(
    _ format: any RecordFormat, _ columns: [ColumnSchema], isKey: Bool,
    properties: FormatProperties
  ) -> String {
    var features = ""
    if isKey {
      let hasChoice = format.supportsWrapping && format.supportsUnwrapping
      if columns.count == 1 && hasChoice { features = "UNWRAP_SINGLES" }
    } else if let wrap = properties.wrapSingle {
      features = wrap ? "WRAP_SINGLES" : "UNWRAP_SINGLES"
    }
    return "Persistence{columns=[\(text(of: columns, isKey: isKey))], features=[\(features)]}"
  }

  /// Columns as errors print them: `` `K` STRING KEY, … ``.
  static func text(of columns: [ColumnSchema], isKey: Bool) -> String {
    columns.map { "`\($0.name)` \($0.type)\(isKey ? " KEY" : "")" }.joined(separator: ", ")
  }
}

extension SQLType {
  /// Whether a MAP occurs anywhere in the type.
  var containsMap: Bool {
    switch self {
    case .map: true
    case .array(let element): element.containsMap
    case .struct(let fields): fields.contains { $0.type.containsMap }
    default: false
    }
  }

  /// The name of the type without its parameters, as errors about formats print it.
  var baseName: String {
    switch self {
    case .decimal: "DECIMAL"
    case .array: "ARRAY"
    case .map: "MAP"
    case .struct: "STRUCT"
    default: description
    }
  }
}
