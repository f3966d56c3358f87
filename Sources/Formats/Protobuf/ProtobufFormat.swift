// PROTOBUF_NOSR: proto3 messages whose schema is that of the SQL columns, without a registry.
//
//   field numbers 1, 2, … in the order of the columns; NULL is the default value of its field
//   INTEGER int32   BIGINT int64   BOOLEAN bool   DOUBLE double   STRING string   BYTES bytes
//   ARRAY repeated (numbers packed)   MAP map<string, …>   STRUCT message
//   DECIMAL    confluent.type.Decimal     {1: unscaled  2: precision  3: scale}, the unscaled
//                                         number as bytes of two's complement, big-endian
//   DATE       google.type.Date           {1: year  2: month  3: day}
//   TIME       google.type.TimeOfDay      {1: hours  2: minutes  3: seconds  4: nanos}
//   TIMESTAMP  google.protobuf.Timestamp  {1: seconds  2: nanos}
//
// A single column is written as a message of one field, wrapped or not.

import Values

struct ProtobufFormat: RecordFormat {
  let name = "PROTOBUF_NOSR"
  let supportedProperties: Set<String> = []
  let supportsWrapping = true
  let supportsUnwrapping = true

  func objection(to columns: [ColumnSchema], isKey: Bool) -> String? {
    for column in columns {
      if let reason = ProtobufFormat.objection(to: column.type) { return reason }
    }
    return nil
  }

  private static func objection(to type: SQLType) -> String? {
    switch type {
    case .array(let element):
      switch element {
      case .array, .map: "PROTOBUF cannot hold an ARRAY of \(element.baseName)s"
      default: objection(to: element)
      }
    case .map(let key, let value):
      switch (key, value) {
      case (.string, .array), (.string, .map): "PROTOBUF cannot hold a MAP of \(value.baseName)s"
      case (.string, _): objection(to: value)
      default: "PROTOBUF only supports MAP types with STRING keys"
      }
    case .struct(let fields): fields.lazy.compactMap { objection(to: $0.type) }.first
    default: nil
    }
  }

  func supportsKey(_ type: SQLType) -> Bool { ProtobufFormat.objection(to: type) == nil }

  func makeDecoder(_ request: DecoderRequest) throws(FormatError) -> any RecordDecoder {
    request.columns.isEmpty ? ColumnlessDecoder() : ProtobufRecordDecoder(request)
  }

  func makeEncoder(
    columns: [ColumnSchema], isKey: Bool, properties: FormatProperties
  ) throws(FormatError) -> any RecordEncoder {
    columns.isEmpty ? NullEncoder() : ProtobufRecordEncoder(columns, isKey: isKey)
  }
}

/// What messages consist of.
enum ProtobufWire {
  static let varint: UInt8 = 0
  static let fixed64: UInt8 = 1
  static let bytes: UInt8 = 2
  static let fixed32: UInt8 = 5

  /// The wire type of a value that is not repeated.
  static func type(_ type: SQLType) -> UInt8 {
    switch type {
    case .boolean, .integer, .bigint: varint
    case .double: fixed64
    default: bytes
    }
  }
}
