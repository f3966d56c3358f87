// Rows of results as JSON text, in the three layouts that clients know. Values are written one by
// one: this is the edge, and what it costs is small beside the socket.

import Engine
import Formats
import Values

/// How a result is laid out.
enum RowLayout: Sendable {
  /// `{"queryId":…,"columnNames":…,"columnTypes":…}`, then `[…]` for each row, a line each.
  case delimited
  /// The same elements as one JSON array.
  case array
  /// `[{"header":…},` `{"row":{"columns":[…]}},` … `{"finalMessage":…}]`, a line each.
  case streamedRows
}

/// The text of a result as far as it has not been taken.
struct RowText {
  private let layout: RowLayout
  private let types: [SQLType]
  private let isPush: Bool
  private var bytes: [UInt8] = []
  private var isFirst = true

  init(_ layout: RowLayout, _ columns: [ResultColumn], queryID: String, isPush: Bool) {
    self.layout = layout
    self.isPush = isPush
    types = columns.map(\.type)
    beginElement()
    switch layout {
    case .streamedRows:
      let schema = columns.map { column in
        "`\(column.name.replacing("`", with: "``"))` \(column.type)"
          + (column.isKey && !isPush ? " KEY" : "")
      }
      let header = JSONValue.object([
        "queryId": .string(queryID), "schema": .string(schema.joined(separator: ", ")),
      ])
      JSONValue.object(["header": header]).append(to: &bytes)
    case .delimited, .array:
      JSONValue.object([
        "queryId": queryID.isEmpty ? .null : .string(queryID),
        "columnNames": .array(columns.map { .string($0.name) }),
        "columnTypes": .array(columns.map { .string($0.type.description) }),
      ]).append(to: &bytes)
    }
    endElement()
  }

  var count: Int { bytes.count }

  /// Gives what there is and forgets it.
  mutating func take() -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }

  mutating func append(_ rows: ResultRows) {
    for row in 0..<rows.count {
      let isTombstone = rows.tombstones?[row] ?? false
      if isTombstone && layout != .streamedRows { continue }
      beginElement()
      if layout == .streamedRows { bytes += #"{"row":{"columns":"#.utf8 }
      bytes.append(UInt8(ascii: "["))
      for (index, column) in rows.columns.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        column.value(at: row).json(type: types[index], style: .row).append(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
      if layout == .streamedRows {
        bytes += (isTombstone ? #","tombstone":true}}"# : "}}").utf8
      }
      endElement()
    }
  }

  mutating func append(_ end: QueryEnd) {
    switch end {
    case .failed(let error): append(error)
    case .limitReached: if isPush { appendFinal("Limit Reached") }
    case .closed, .complete: if isPush { appendFinal("Query Completed") }
    }
    if layout != .delimited { bytes.append(UInt8(ascii: "]")) }
  }

  private mutating func append(_ error: DatabaseError) {
    let json = JSONValue.object([
      "@type": .string("generic_error"), "error_code": .integer(50000),
      "message": .string(error.message),
    ])
    beginElement()
    (layout == .streamedRows ? .object(["errorMessage": json]) : json).append(to: &bytes)
    endElement()
  }

  private mutating func appendFinal(_ message: String) {
    guard layout == .streamedRows else { return }
    beginElement()
    JSONValue.object(["finalMessage": .string(message)]).append(to: &bytes)
    endElement()
  }

  private mutating func beginElement() {
    defer { isFirst = false }
    switch layout {
    case .delimited: break
    case .array: bytes.append(UInt8(ascii: isFirst ? "[" : ","))
    case .streamedRows: bytes += (isFirst ? "[" : ",\n").utf8
    }
  }

  private mutating func endElement() {
    if layout == .delimited { bytes.append(UInt8(ascii: "\n")) }
  }
}
