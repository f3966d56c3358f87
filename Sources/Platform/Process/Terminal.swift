// What front doors ask of a terminal: whether there is one, and how large it is.

import Glibc

/// The terminal behind a standard stream.
package enum Terminal {
  package static let input: Int32 = 0
  package static let output: Int32 = 1
  package static let error: Int32 = 2

  /// Whether a person is at the other end.
  package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Columns of the terminal; nil when there is none.
  package static func columns(_ descriptor: Int32 = Terminal.output) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}

/// What the process was started with.
package enum ProcessSurroundings {
  package static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  package static var identifier: Int { Int(getpid()) }

  /// The path without links and dots; the path as it is when there is no such file.
  package static func resolved(_ path: String) -> String {
    guard let found = realpath(path, nil) else { return path }
    defer { free(found) }
    return String(cString: found)
  }
}
