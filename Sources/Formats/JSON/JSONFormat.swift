// JSON: one object per record with the columns as fields, or the bare value of a single column.

import Values

struct JSONFormat: RecordFormat {
  let name = "JSON"
  let supportedProperties: Set<String> = []
  let supportsWrapping = true
  let supportsUnwrapping = true

  func objection(to columns: [ColumnSchema], isKey: Bool) -> String? {
    let isBad = columns.contains { JSONFormat.hasOtherMapKeys($0.type) }
    return isBad ? "JSON only supports MAP types with STRING keys" : nil
  }

  func supportsKey(_ type: SQLType) -> Bool { !JSONFormat.hasOtherMapKeys(type) }

  func makeDecoder(_ request: DecoderRequest) throws(FormatError) -> any RecordDecoder {
    request.columns.isEmpty ? ColumnlessDecoder() : JSONRecordDecoder(request)
  }

  func makeEncoder(
    columns: [ColumnSchema], isKey: Bool, properties: FormatProperties
  ) throws(FormatError) -> any RecordEncoder {
    if columns.isEmpty && isKey { return NullEncoder() }
    return JSONRecordEncoder(columns: columns, isKey: isKey, properties: properties)
  }

  private static func hasOtherMapKeys(_ type: SQLType) -> Bool {
    switch type {
    case .map(let key, let value): key != .string || hasOtherMapKeys(value)
    case .array(let element): hasOtherMapKeys(element)
    case .struct(let fields): fields.contains { hasOtherMapKeys($0.type) }
    default: false
    }
  }
}
