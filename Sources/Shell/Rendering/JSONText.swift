// Documents and rows as JSON: one object a line, so that other programs can read them as they come.

import Formats

/// Renders as JSON lines.
enum JSONText {
  static func line(_ row: Row, _ columns: [RowColumn]) -> String {
    var members = zip(columns, row.cells).map { JSONMember($0.name, $1) }
    if row.isTombstone { members.append(JSONMember("@tombstone", .bool(true))) }
    return JSONValue.object(members).description + "\n"
  }

  static func render(_ document: Document) -> String {
    document.blocks.map { block in
      switch block {
      case .table(let table):
        table.rows.filter { $0.contains { !$0.isEmpty } }.map { row in
          object(zip(table.columns, row).map { ($0, $1) })
        }.joined()
      case .fields(let fields): object(fields.map { ($0.label, $0.value) })
      case .text(let text): object([("Message", text)])
      case .note: ""
      }
    }.joined()
  }

  /// Keys are the titles in the way that JSON likes names: `Kafka Topic` is `kafkaTopic`.
  private static func object(_ members: [(String, String)]) -> String {
    JSONValue.object(members.map { JSONMember(name($0.0), .string($0.1)) }).description + "\n"
  }

  private static func name(_ title: String) -> String {
    let words = title.split { !$0.isLetter && !$0.isNumber }
    return words.enumerated().map { index, word in
      index == 0
        ? word.lowercased() : word.prefix(1).uppercased() + word.dropFirst().lowercased()
    }.joined()
  }
}
