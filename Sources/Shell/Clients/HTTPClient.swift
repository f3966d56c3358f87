// Statements to a server by its REST API. What belongs to a session — properties and variables — is
// kept here and sent along, because the server keeps none.

package import Engine
import Formats
import Platform
import SQLSyntax

/// A conversation with a server.
package final class HTTPClient: StatementClient {
  private let server: ServerAddress
  private var properties: [String: String] = [:]
  private var variables: [String: String] = [:]
  private let version: String
  private var lastSequenceNumber: Int?

  /// Fails when nobody answers at the address.
  package init(url: String, login: Login? = nil) throws(ShellError) {
    server = try ServerAddress(url, login: login)
    let info = try HTTPClient.json(HTTPExchange(server, "GET", "/info"))
    version = info["KsqlServerInfo"]?["version"]?.string ?? "?"
  }

  package var address: String? { server.text }

  package var greeting: [String] { ["Server \(version) at \(server.text)."] }

  package func define(_ name: String, _ value: String) { variables[name.uppercased()] = value }

  package func execute(_ statement: String, _ body: (Answer) -> Bool) throws(ShellError) {
    switch HTTPClient.parsed(statement) {
    case .query, .printTopic: _ = body(try stream(statement))
    case .setProperty(let set):
      let (name, value) = (set.name.text, set.value.text)
      _ = try HTTPClient.json(HTTPExchange(server, "GET", "/is_valid_property/\(name)"))
      let old = properties.updateValue(value, forKey: name)
      let change = old.map { "from '\($0)' to '\(value)'" } ?? "to '\(value)'"
      _ = body(
        .document(
          Document(
            text: "Successfully changed local property '\(name)' \(change)."
              + (old == nil ? " Use the UNSET command to revert your change." : ""))))
    case .unsetProperty(let unset):
      let name = unset.name.text
      guard let old = properties.removeValue(forKey: name) else {
        throw ShellError(
          "Cannot unset local property '\(name)' which was never set in the first place")
      }
      _ = body(
        .document(
          Document(text: "Successfully unset local property '\(name)' (value was '\(old)').")))
    case .defineVariable(let define): self.define(define.name.name, define.value.text)
    case .undefineVariable(let undefine):
      let name = undefine.name.name
      guard variables.removeValue(forKey: name.uppercased()) != nil else {
        throw ShellError("Cannot undefine variable '\(name)' which was never defined.")
      }
    case .showVariables:
      let rows = variables.sorted { $0.key < $1.key }.map { [$0.key, $0.value] }
      _ = body(.document(Document([.table(TextTable(["Variable Name", "Value"], rows))])))
    case .runScript(let run):
      let bytes: [UInt8]
      do throws(FileError) {
        bytes = try PosixFileSystem().contents(of: run.path.text)
      } catch {
        throw ShellError("\(error)")
      }
      try send(String(decoding: bytes, as: UTF8.self), body)
    default: try send(statement, body)
    }
  }

  /// The statement, if it can be read here; the server has the last word.
  private static func parsed(_ text: String) -> Statement? {
    // What cannot be parsed gets its error from the server.
    try? Parser.parseScript(
      text, options: ParserOptions(dialect: .shell, mayOmitLastSemicolon: true)
    ).first?.statement
  }

  // MARK: - Requests

  private func request(_ statement: String) -> JSONValue {
    func object(_ values: [String: String]) -> JSONValue {
      .object(values.sorted { $0.key < $1.key }.map { JSONMember($0.key, .string($0.value)) })
    }
    return .object([
      "ksql": .string(statement), "streamsProperties": object(properties),
      "sessionVariables": object(variables),
      "commandSequenceNumber": lastSequenceNumber.map { .integer($0) },
    ])
  }

  private func send(_ text: String, _ body: (Answer) -> Bool) throws(ShellError) {
    let entities = try HTTPClient.json(HTTPExchange(server, "POST", "/ksql", body: request(text)))
    for entity in entities.array ?? [] {
      if let number = entity["commandSequenceNumber"]?.int {
        lastSequenceNumber = max(lastSequenceNumber ?? -1, number)
      }
      guard body(.document(Document(entity: entity))) else { return }
    }
  }

  private func stream(_ statement: String) throws(ShellError) -> Answer {
    let exchange = try HTTPExchange(
      server, "POST", "/query", body: request(statement),
      accept: "application/vnd.ksql.v1+json")
    guard exchange.status == 200 else {
      throw HTTPClient.failure(try exchange.body(), exchange.status)
    }
    if case .printTopic = HTTPClient.parsed(statement) { return .lines(HTTPLines(exchange)) }
    return .rows(try HTTPRows(exchange, isPush: statement.uppercased().contains("EMIT")))
  }

  static func json(_ exchange: HTTPExchange) throws(ShellError) -> JSONValue {
    let bytes = try exchange.body()
    guard exchange.status == 200 else { throw failure(bytes, exchange.status) }
    do throws(JSONError) {
      return try JSONValue.parse(bytes)
    } catch {
      throw ShellError("the server's answer cannot be read: \(error)")
    }
  }

  static func failure(_ body: [UInt8], _ status: Int) -> ShellError {
    guard let error = try? JSONValue.parse(body), let message = error["message"]?.string else {
      return ShellError("the server answered with status \(status)")
    }
    return ShellError(message)
  }

  // MARK: - Names

  package var names: DatabaseNames {
    var names = DatabaseNames()
    // Completion without an answer offers the words of the language alone.
    for kind in ["STREAMS", "TABLES"] {
      guard
        let answer = try? HTTPClient.json(
          HTTPExchange(server, "POST", "/ksql", body: request("DESCRIBE \(kind);"))),
        let descriptions = answer.array?.first?["sourceDescriptions"]?.array
      else { continue }
      for description in descriptions {
        guard let name = description["name"]?.string else { continue }
        names.sources[name] = description["fields"]?.array?.compactMap { $0["name"]?.string } ?? []
        if let topic = description["topic"]?.string { names.topics.append(topic) }
      }
    }
    return names
  }
}

/// The rows of a server's query: a JSON array with an element a line.
private final class HTTPRows: RowFeed {
  private(set) var columns: [RowColumn] = []
  let isPush: Bool
  private let exchange: HTTPExchange
  private var cutter = LineCutter()
  private var waiting: [JSONValue] = []
  private var isOver = false

  init(_ exchange: HTTPExchange, isPush: Bool) throws(ShellError) {
    self.exchange = exchange
    self.isPush = isPush
    while waiting.isEmpty && !isOver && !Signals.isInterrupted { receive(50) }
    guard let first = waiting.first else { throw ShellError("the server sent no header") }
    if let message = first["errorMessage"]?["message"]?.string { throw ShellError(message) }
    waiting.removeFirst()
    columns = HTTPRows.columns(first["header"]?["schema"]?.string ?? "")
  }

  private func receive(_ milliseconds: Int64) {
    let bytes = exchange.next(milliseconds: Int(milliseconds))
    var lines = cutter.lines(adding: bytes)
    if bytes.isEmpty && exchange.hasEnded {
      isOver = true
      lines += cutter.end().map { [$0] } ?? []
    }
    for line in lines {
      var text = line[...]
      if text.first == UInt8(ascii: "[") { text = text.dropFirst() }
      while let last = text.last, [0x2C, 0x5D, 0x20].contains(last) {
        // The array's own bracket follows an object; brackets of rows are inside of one.
        text = text.dropLast()
      }
      if let element = try? JSONValue.parse(Array(text)) { waiting.append(element) }
    }
  }

  func next(milliseconds: Int64) -> RowElement? {
    if waiting.isEmpty && !isOver { receive(milliseconds) }
    var rows: [Row] = []
    while let element = waiting.first {
      guard let row = element["row"] else { break }
      waiting.removeFirst()
      rows.append(Row(row["columns"]?.array ?? [], isTombstone: row["tombstone"]?.bool ?? false))
    }
    if !rows.isEmpty { return .rows(rows) }
    if let element = waiting.first {
      waiting.removeFirst()
      if let message = element["errorMessage"]?["message"]?.string {
        return .failed(ShellError(message))
      }
      if let message = element["finalMessage"]?.string { return .end(message) }
      return nil
    }
    return isOver ? .end(nil) : nil
  }

  func close() {}

  /// The names in a list such as `` `A` BIGINT KEY, `B` STRUCT<`C` INTEGER> ``.
  static func columns(_ schema: String) -> [RowColumn] {
    var columns: [RowColumn] = []
    var depth = 0
    var part = ""
    func end() {
      let pieces = part.split(separator: "`", omittingEmptySubsequences: false)
      guard pieces.count >= 3 else { return }
      columns.append(RowColumn(name: String(pieces[1]), isKey: part.hasSuffix(" KEY")))
    }
    for character in schema {
      if character == "<" || character == "(" { depth += 1 }
      if character == ">" || character == ")" { depth -= 1 }
      if character == ",", depth == 0 {
        end()
        part = ""
      } else {
        part.append(character)
      }
    }
    end()
    return columns
  }
}

/// The lines of a server's PRINT.
private final class HTTPLines: LineFeed {
  private let exchange: HTTPExchange
  private var cutter = LineCutter()
  private var isOver = false

  init(_ exchange: HTTPExchange) { self.exchange = exchange }

  func next(milliseconds: Int64) -> [String]? {
    guard !isOver else { return nil }
    let bytes = exchange.next(milliseconds: Int(milliseconds))
    var lines = cutter.lines(adding: bytes)
    if bytes.isEmpty && exchange.hasEnded {
      isOver = true
      lines += cutter.end().map { [$0] } ?? []
    }
    return lines.filter { !$0.isEmpty }.map { String(decoding: $0, as: UTF8.self) }
  }

  func close() {}
}
