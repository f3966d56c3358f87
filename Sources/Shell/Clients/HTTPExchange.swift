// One HTTP/1.1 request and its response, read as it comes: status, then the body in pieces, whether
// it has a length, comes in chunks, or ends with the connection.

import Formats
import Platform

/// The address of a server.
struct ServerAddress: Equatable {
  let host: String
  let port: Int
  let login: Login?

  /// `http://host:port`, with the parts before and behind the host left out as one likes.
  init(_ url: String, login: Login? = nil) throws(ShellError) {
    var rest = url[...]
    if let scheme = rest.range(of: "://") {
      guard rest[..<scheme.lowerBound].lowercased() == "http" else {
        throw ShellError("'\(url)' cannot be reached: this shell speaks plain HTTP only")
      }
      rest = rest[scheme.upperBound...]
    }
    rest = rest.prefix { $0 != "/" }
    let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, let host = parts.first, !host.isEmpty,
      let port = parts.count == 2 ? Int(parts[1]) : 8088, 1...65535 ~= port
    else { throw ShellError("'\(url)' is no address of a server; one is http://localhost:8088") }
    self.host = String(host)
    self.port = port
    self.login = login
  }

  var text: String { "http://\(host):\(port)" }
}

extension Substring {
  /// Where a text begins; without Foundation.
  fileprivate func range(of text: String) -> Range<Index>? { ranges(of: text).first }
}

/// A request that was sent.
final class HTTPExchange {
  /// 200 and so on.
  private(set) var status = 0
  private let connection: TCPConnection
  private var received: [UInt8] = []
  private var framing = Framing.untilEnd
  private(set) var hasEnded = false

  private enum Framing {
    case length(Int)
    case chunked
    case untilEnd
  }

  private static let pollMilliseconds = 50

  /// Sends a request and waits for the head of its response.
  init(
    _ address: ServerAddress, _ method: String, _ path: String, body: JSONValue? = nil,
    accept: String = "application/json"
  ) throws(ShellError) {
    do throws(FileError) {
      connection = try TCPConnection(host: address.host, port: address.port)
      let content = body.map { Array($0.description.utf8) } ?? []
      let head =
        "\(method) \(path) HTTP/1.1\r\nHost: \(address.host):\(address.port)\r\n"
        + (address.login.map { "Authorization: \($0.authorization)\r\n" } ?? "")
        + "Accept: \(accept)\r\nContent-Type: application/json\r\n"
        + "Content-Length: \(content.count)\r\nConnection: close\r\n\r\n"
      try connection.send(Array(head.utf8) + content)
    } catch {
      throw ShellError("the server at \(address.text) cannot be reached: \(error)")
    }
    try readHead(address)
  }

  private func readHead(_ address: ServerAddress) throws(ShellError) {
    while true {
      if let end = received.firstRange(of: Array("\r\n\r\n".utf8)) {
        let head = String(decoding: received[..<end.lowerBound], as: UTF8.self)
        received.removeSubrange(..<end.upperBound)
        parse(head)
        return
      }
      switch connection.receive(milliseconds: HTTPExchange.pollMilliseconds) {
      case .bytes(let bytes): received += bytes
      case .nothing:
        if Signals.isInterrupted { throw ShellError("interrupted") }
      case .end: throw ShellError("the server at \(address.text) closed the connection")
      }
    }
  }

  private func parse(_ head: String) {
    let lines = head.split(separator: "\r\n")
    status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let name = line[..<colon].lowercased()
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      if name == "content-length", let length = Int(value) { framing = .length(length) }
      if name == "transfer-encoding", value.lowercased() == "chunked" { framing = .chunked }
    }
  }

  /// The next piece of the body; empty after `milliseconds` without one, or at the end.
  func next(milliseconds: Int) -> [UInt8] {
    let ready = take()
    guard ready.isEmpty, !hasEnded else { return ready }
    switch connection.receive(milliseconds: milliseconds) {
    case .bytes(let bytes): received += bytes
    case .nothing: return []
    case .end: hasEnded = true
    }
    return take()
  }

  /// What is complete of the body in the bytes that are there.
  private func take() -> [UInt8] {
    switch framing {
    case .untilEnd:
      defer { received = [] }
      return received
    case .length(let left):
      let piece = Array(received.prefix(left))
      received.removeFirst(piece.count)
      framing = .length(left - piece.count)
      if left == piece.count { hasEnded = true }
      return piece
    case .chunked: return takeChunks()
    }
  }

  private func takeChunks() -> [UInt8] {
    var body: [UInt8] = []
    while let line = received.firstRange(of: Array("\r\n".utf8)) {
      let text = String(decoding: received[..<line.lowerBound].prefix { $0 != 0x3B }, as: UTF8.self)
      guard let count = Int(text, radix: 16), count >= 0 else {
        hasEnded = true
        break
      }
      if count == 0 {
        hasEnded = true
        break
      }
      guard received.count >= line.upperBound + count + 2 else { break }
      body += received[line.upperBound..<line.upperBound + count]
      received.removeSubrange(..<(line.upperBound + count + 2))
    }
    return body
  }

  /// The whole body.
  func body() throws(ShellError) -> [UInt8] {
    var body: [UInt8] = []
    while true {
      let piece = next(milliseconds: HTTPExchange.pollMilliseconds)
      body += piece
      if piece.isEmpty {
        if hasEnded { return body }
        if Signals.isInterrupted { throw ShellError("interrupted") }
      }
    }
  }
}
