// DELIMITED: one line of comma-separated values, as Apache Commons CSV reads and writes them.

import Values

struct DelimitedFormat: RecordFormat {
  let name = "DELIMITED"
  let supportedProperties: Set<String> = ["delimiter"]
  let supportsWrapping = false
  let supportsUnwrapping = true

  func objection(to columns: [ColumnSchema], isKey: Bool) -> String? {
    guard let column = columns.first(where: { $0.type.isNested }) else { return nil }
    return "The 'DELIMITED' format does not support type '\(column.type.baseName)', "
      + "column: `\(column.name)`"
  }

  func supportsKey(_ type: SQLType) -> Bool {
    switch type {
    case .boolean, .integer, .bigint, .double, .string: true
    default: false
    }
  }

  func makeDecoder(_ request: DecoderRequest) throws(FormatError) -> any RecordDecoder {
    request.columns.isEmpty ? ColumnlessDecoder() : DelimitedRecordDecoder(request)
  }

  func makeEncoder(
    columns: [ColumnSchema], isKey: Bool, properties: FormatProperties
  ) throws(FormatError) -> any RecordEncoder {
    if columns.isEmpty { return NullEncoder() }
    return DelimitedRecordEncoder(columns: columns, isKey: isKey, properties: properties)
  }
}

extension FormatProperties {
  var delimiterOrComma: UInt8 { delimiter ?? 0x2C }
}
