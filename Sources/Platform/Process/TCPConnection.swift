// A plain TCP connection of a client: the shell's way to a server.

import Glibc

/// An open connection. Used by one thread.
package final class TCPConnection {
  private let descriptor: Int32

  package init(host: String, port: Int) throws(FileError) {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host, String(port), &hints, &found)
    guard status == 0, let first = found else {
      throw FileError(
        kind: .notFound, operation: "find", path: host, code: status,
        reason: String(cString: gai_strerror(status)))
    }
    defer { freeaddrinfo(first) }
    var next: UnsafeMutablePointer<addrinfo>? = first
    var code: Int32 = ECONNREFUSED
    while let address = next?.pointee {
      let socket = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
      if socket >= 0 {
        if connect(socket, address.ai_addr, address.ai_addrlen) == 0 {
          descriptor = socket
          return
        }
        code = errno
        Glibc.close(socket)
      }
      next = address.ai_next
    }
    throw FileError(
      kind: .other, operation: "connect to", path: "\(host):\(port)", code: code,
      reason: String(cString: strerror(code)))
  }

  deinit { Glibc.close(descriptor) }

  package func send(_ bytes: [UInt8]) throws(FileError) {
    var done = 0
    var code: Int32 = 0
    bytes.withUnsafeBytes { buffer in
      while done < buffer.count {
        // Safe because a buffer with bytes left has an address.
        let count = Glibc.send(
          descriptor, buffer.baseAddress! + done, buffer.count - done, Int32(MSG_NOSIGNAL))
        if count > 0 {
          done += count
        } else if errno != EINTR {
          code = errno
          return
        }
      }
    }
    if code != 0 {
      throw FileError(
        kind: .other, operation: "write to", path: "the connection", code: code,
        reason: String(cString: strerror(code)))
    }
  }

  /// What a read found.
  package enum Piece {
    case bytes([UInt8])
    case end
    /// Nothing came in the time.
    case nothing
  }

  /// Waits up to `milliseconds` for bytes.
  package func receive(milliseconds: Int) -> Piece {
    let reader = StreamReader(descriptor)
    guard reader.waitUntilReadable(milliseconds: milliseconds) else { return .nothing }
    let bytes = reader.read()
    if bytes.isEmpty { return reader.wasInterrupted ? .nothing : .end }
    return .bytes(bytes)
  }
}
