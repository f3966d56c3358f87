// Records to a server, which takes them as INSERT statements into a source over the topic: one
// request for many lines.

import Formats
import SQLSyntax

/// Writes JSON lines to a topic of a server through the stream or table declared over it.
package final class ServerProducer {
  private let server: ServerAddress
  private let source: String
  /// Columns with their types in SQL, by name.
  private let columns: [(name: String, type: String)]

  /// Lines that go in one request.
  package static let batchLines = 500

  package init(url: String, topic: String, login: Login? = nil) throws(ShellError) {
    server = try ServerAddress(url, login: login)
    for kind in ["STREAMS", "TABLES"] {
      let answer = try HTTPClient.json(
        HTTPExchange(
          server, "POST", "/ksql", body: .object(["ksql": .string("DESCRIBE \(kind);")])))
      for description in answer.array?.first?["sourceDescriptions"]?.array ?? []
      where description["topic"]?.string == topic {
        source = description["name"]?.string ?? ""
        columns = (description["fields"]?.array ?? []).map {
          ($0["name"]?.string ?? "", $0["schema"]?["type"]?.string ?? "")
        }
        return
      }
    }
    throw ShellError(
      "no stream or table of \(server.text) is declared over the topic '\(topic)'; a server takes "
        + "records only through one")
  }

  /// Writes the lines; all that came before a line that is refused are there.
  package func write(_ lines: [[UInt8]]) throws(ShellError) {
    var statements = ""
    for line in lines where !line.isEmpty { statements += try insert(line) }
    guard !statements.isEmpty else { return }
    let answer = try HTTPExchange(
      server, "POST", "/ksql", body: .object(["ksql": .string(statements)]))
    let body = try answer.body()
    guard answer.status == 200 else { throw HTTPClient.failure(body, answer.status) }
  }

  private func insert(_ line: [UInt8]) throws(ShellError) -> String {
    let object: JSONValue
    do throws(JSONError) {
      object = try JSONValue.parse(line)
    } catch {
      throw ShellError("a line is no JSON object: \(error)")
    }
    var names: [String] = []
    var values: [String] = []
    for member in object.members ?? [] {
      guard
        let column = columns.first(where: { $0.name == member.key })
          ?? columns.first(where: { $0.name == member.key.uppercased() })
      else { continue }
      names.append(IdentifierText.quotedIfNeeded(column.name))
      values.append(try literal(member.value, column))
    }
    return "INSERT INTO \(IdentifierText.quotedIfNeeded(source)) "
      + "(\(names.joined(separator: ", "))) VALUES (\(values.joined(separator: ", ")));\n"
  }

  private func literal(
    _ value: JSONValue, _ column: (name: String, type: String)
  ) throws(ShellError) -> String {
    switch value {
    case .null: return "NULL"
    case .bool(let value): return String(value)
    case .number(let text): return text
    case .string(let text): return "'" + text.replacing("'", with: "''") + "'"
    case .array(let elements):
      var texts: [String] = []
      for element in elements { texts.append(try literal(element, column)) }
      return "ARRAY[\(texts.joined(separator: ", "))]"
    case .object(let members):
      var texts: [String] = []
      for member in members {
        let value = try literal(member.value, column)
        let key = member.key.replacing("'", with: "''")
        texts.append(column.type == "MAP" ? "'\(key)' := \(value)" : "`\(member.key)` := \(value)")
      }
      return "\(column.type == "MAP" ? "MAP" : "STRUCT")(\(texts.joined(separator: ", ")))"
    }
  }
}
