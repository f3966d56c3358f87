// Bytes to and from descriptors that cannot be positioned: standard input and output, pipes.

import Glibc

/// Collects text for a descriptor and writes it in large pieces. Used by one thread.
package final class StreamWriter {
  private let descriptor: Int32
  private var pending: [UInt8] = []
  /// Set once the reader has gone; from then on nothing is written.
  package private(set) var isBroken = false

  /// Bytes that wait before they are written.
  private static let flushBytes = 64 << 10

  package init(_ descriptor: Int32) { self.descriptor = descriptor }

  package func write(_ text: String) { write(text.utf8) }

  package func write(_ bytes: some Sequence<UInt8>) {
    pending.append(contentsOf: bytes)
    if pending.count >= StreamWriter.flushBytes { flush() }
  }

  /// Hands everything to the system.
  package func flush() {
    var done = 0
    pending.withUnsafeBytes { buffer in
      while done < buffer.count && !isBroken {
        let count = Glibc.write(descriptor, buffer.baseAddress! + done, buffer.count - done)
        // Safe because a buffer with bytes left has an address.
        if count > 0 {
          done += count
        } else if errno != EINTR && errno != EAGAIN {
          isBroken = true
        }
      }
    }
    pending.removeAll(keepingCapacity: true)
  }
}

/// Reads a descriptor.
package final class StreamReader {
  private let descriptor: Int32
  /// Whether a call ended because a signal came.
  package private(set) var wasInterrupted = false

  package init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// What is there, waiting for at least one byte; empty at the end or after a signal.
  package func read(atMost count: Int = 64 << 10) -> [UInt8] {
    wasInterrupted = false
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let result = Glibc.read(descriptor, buffer.baseAddress, count)
      wasInterrupted = result < 0 && errno == EINTR
      filled = max(0, result)
    }
  }

  /// Waits up to `milliseconds` (-1 = for ever) for something to read or the end; false after that
  /// time or when a signal came.
  package func waitUntilReadable(milliseconds: Int) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, Int32(milliseconds)) > 0
  }
}

/// Cuts bytes that arrive piece by piece into lines, without their line ends.
package struct LineCutter {
  private var rest: [UInt8] = []

  package init() {}

  /// The lines that are complete with these bytes.
  package mutating func lines(adding bytes: [UInt8]) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var start = 0
    for (index, byte) in bytes.enumerated() where byte == 0x0A {
      if rest.isEmpty {
        lines.append(LineCutter.trimmed(Array(bytes[start..<index])))
      } else {
        rest.append(contentsOf: bytes[start..<index])
        lines.append(LineCutter.trimmed(rest))
        rest.removeAll()
      }
      start = index + 1
    }
    rest.append(contentsOf: bytes[start...])
    return lines
  }

  /// What follows the last line end.
  package mutating func end() -> [UInt8]? {
    defer { rest = [] }
    return rest.isEmpty ? nil : LineCutter.trimmed(rest)
  }

  private static func trimmed(_ line: [UInt8]) -> [UInt8] {
    line.last == 0x0D ? Array(line.dropLast()) : line
  }
}
