// A server over a database of its own, on a free port of this machine, and the clients of the
// tests: a plain socket for HTTP/1.1, and curl, when it is there, for HTTP/2.

import Access
import Engine
import Formats
import Foundation
import HTTPService
import NIOCore
import Platform
import TestSupport
import TransportSecurity

final class HTTPFixture {
  let folder = TemporaryFolder("http")
  let database: Database
  let server: HTTPServer
  let port: Int
  private let isEncrypted: Bool

  /// `users` are given the password "pw-" and their name, and security is on.
  init(
    limits: HTTPLimits = HTTPLimits(), users: [String] = [],
    certificate: ServerCertificate? = nil, _ statements: String? = nil
  ) throws {
    var configuration = DatabaseConfiguration(directory: folder.path + "/data")
    configuration.workers = 2
    configuration.access.isEnabled = !users.isEmpty
    configuration.access.superUsers = [Principal(user: "root")]
    database = try Database.open(configuration)
    for user in users { try database.access.setPassword(Self.password(user), of: user) }
    isEncrypted = certificate != nil
    server = HTTPServer(
      database: database, host: "127.0.0.1", port: 0, limits: limits, certificate: certificate)
    port = try server.start()
    if let statements, let error = database.session().execute(statements).error { throw error }
  }

  deinit {
    server.stop()
    database.close()
  }

  static let clicks = """
    CREATE STREAM clicks (user STRING KEY, url STRING, ms INT)
      WITH (kafka_topic = 'clicks', value_format = 'JSON', partitions = 1);
    CREATE TABLE per_user AS SELECT user, COUNT(*) AS n FROM clicks GROUP BY user EMIT CHANGES;
    """

  static func insert(_ user: String, _ url: String, _ ms: Int) -> String {
    "INSERT INTO clicks (user, url, ms) VALUES ('\(user)', '\(url)', \(ms));"
  }

  /// Executes statements and waits until the queries have seen what they wrote.
  func execute(_ text: String) throws {
    if let error = database.session().execute(text).error { throw error }
    _ = database.waitUntilCaughtUp()
  }

  var pushQueryIDs: [String] {
    guard case .queries(let queries, _)? = try? database.session().executeOne("SHOW QUERIES;")
    else { return [] }
    return queries.filter { $0.kind == .push }.map(\.id)
  }

  /// Whether a condition comes true while the server is given turns.
  func eventually(_ condition: () -> Bool) -> Bool {
    let monitor = Monitor()
    for _ in 0..<1000 {
      if condition() { return true }
      monitor.withLock { monitor.wait(milliseconds: 5) }
    }
    return condition()
  }

  // MARK: - Requests

  func connect() throws -> TCPConnection { try TCPConnection(host: "127.0.0.1", port: port) }

  /// One request on a connection of its own.
  func send(
    _ method: String, _ path: String, _ body: String = "", accept: String? = nil,
    as user: String? = nil
  ) throws -> Answer {
    let connection = try connect()
    let login = user.map { Self.login($0, Self.password($0)) }
    try connection.send(
      Self.request(method, path, body, accept: accept, closes: true, login: login))
    return Answer(Self.readToEnd(connection))
  }

  func statement(_ text: String, as user: String? = nil) throws -> Answer {
    try send("POST", "/ksql", JSONValue.object(["ksql": .string(text)]).description, as: user)
  }

  func query(_ text: String, accept: String? = nil, as user: String? = nil) throws -> Answer {
    try send("POST", "/query", Self.queryBody(text), accept: accept, as: user)
  }

  static func password(_ user: String) -> String { "pw-" + user }

  /// The value of an `Authorization` header.
  static func login(_ user: String, _ password: String) -> String {
    "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
  }

  static func queryBody(_ text: String) -> String {
    JSONValue.object([
      "ksql": .string(text),
      "streamsProperties": .object(["auto.offset.reset": .string("earliest")]),
    ]).description
  }

  static func request(
    _ method: String, _ path: String, _ body: String, accept: String? = nil,
    closes: Bool = false, login: String? = nil
  ) -> [UInt8] {
    var head = "\(method) \(path) HTTP/1.1\r\nHost: test\r\nContent-Length: \(body.utf8.count)\r\n"
    if let accept { head += "Accept: \(accept)\r\n" }
    if let login { head += "Authorization: \(login)\r\n" }
    if closes { head += "Connection: close\r\n" }
    return Array((head + "\r\n" + body).utf8)
  }

  static func readToEnd(_ connection: TCPConnection) -> [UInt8] {
    var bytes: [UInt8] = []
    var silences = 0
    while silences < 100 {
      switch connection.receive(milliseconds: 100) {
      case .bytes(let more): bytes += more
      case .nothing: silences += 1
      case .end: return bytes
      }
    }
    return bytes
  }

  /// Reads until the text is there; gives all that was read.
  static func read(_ connection: TCPConnection, until text: String) -> String {
    var bytes: [UInt8] = []
    var silences = 0
    while silences < 100 {
      switch connection.receive(milliseconds: 100) {
      case .bytes(let more):
        bytes += more
        let read = String(decoding: bytes, as: UTF8.self)
        if read.contains(text) { return read }
      case .nothing: silences += 1
      case .end: silences = 100
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: - curl

  static let curl = ["/usr/bin/curl", "/usr/local/bin/curl"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// What curl prints for a path of this server, with the status as its last line.
  func curl(_ arguments: [String], _ path: String, body: String? = nil) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.curl ?? "curl")
    process.arguments =
      ["-sS", "-m", "20", "-w", "\n%{http_code}"] + arguments
      + (body == nil ? [] : ["--data-binary", "@-"])
      + ["\(isEncrypted ? "https" : "http")://127.0.0.1:\(port)\(path)"]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = output
    try process.run()
    if let body { input.fileHandleForWriting.write(Data(body.utf8)) }
    try input.fileHandleForWriting.close()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// A response, taken apart.
struct Answer {
  let status: Int
  let head: String
  let body: String

  init(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    let parts = text.components(separatedBy: "\r\n\r\n")
    head = parts[0].lowercased()
    status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    let rest = parts.dropFirst().joined(separator: "\r\n\r\n")
    body = head.contains("transfer-encoding: chunked") ? Self.unchunked(rest) : rest
  }

  private static func unchunked(_ text: String) -> String {
    var bytes = Array(text.utf8)[...]
    var body: [UInt8] = []
    while let end = bytes.firstRange(of: Array("\r\n".utf8)) {
      let size = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
      guard let count = Int(size, radix: 16), count > 0 else { break }
      body += bytes[end.upperBound...].prefix(count)
      bytes = bytes[end.upperBound...].dropFirst(count + 2)
    }
    return String(decoding: body, as: UTF8.self)
  }

  var json: JSONValue { (try? JSONValue.parse(body)) ?? .null }

  func has(_ field: String) -> Bool { head.contains(field) }
}
