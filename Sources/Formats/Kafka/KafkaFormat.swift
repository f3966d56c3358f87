// KAFKA: the bytes of one value, as Kafka's own serializers write them.
//
//   INTEGER  4 bytes big-endian      BIGINT  8 bytes big-endian
//   DOUBLE   8 bytes big-endian      STRING  UTF-8      BYTES  as they are

import Values

struct KafkaFormat: RecordFormat {
  let name = "KAFKA"
  let supportedProperties: Set<String> = []
  let supportsWrapping = false
  let supportsUnwrapping = true

  func objection(to columns: [ColumnSchema], isKey: Bool) -> String? {
    if columns.count > 1 {
      return "The 'KAFKA' format only supports a single field. "
        + "Got: [\(Formats.text(of: columns, isKey: isKey))]"
    }
    guard let type = columns.first?.type, !supportsKey(type) else { return nil }
    return "The 'KAFKA' format does not support type '\(type.baseName)'"
  }

  func supportsKey(_ type: SQLType) -> Bool {
    switch type {
    case .integer, .bigint, .double, .string, .bytes: true
    default: false
    }
  }

  func makeDecoder(_ request: DecoderRequest) throws(FormatError) -> any RecordDecoder {
    guard let column = request.columns.first, !request.wanted.isEmpty else {
      return ColumnlessDecoder()
    }
    return KafkaRecordDecoder(column)
  }

  func makeEncoder(
    columns: [ColumnSchema], isKey: Bool, properties: FormatProperties
  ) throws(FormatError) -> any RecordEncoder {
    guard let column = columns.first else { return NullEncoder() }
    return KafkaRecordEncoder(column.type)
  }
}
