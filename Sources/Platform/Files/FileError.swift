// Why a call to the file system failed: the call, the path, the system's number, and a kind that
// callers can act on.

/// A failed call to the file system.
package struct FileError: Error, Equatable, CustomStringConvertible {
  /// The kinds that a caller treats differently.
  package enum Kind: Sendable, Equatable {
    case notFound
    case exists
    case diskFull
    case denied
    case tooManyOpenFiles
    /// Another process holds the lock; the text is what that process wrote about itself.
    case locked(holder: String)
    case other
  }

  /// What the failure means.
  package var kind: Kind
  /// The call that failed, as a verb: "open", "write", "sync".
  package var operation: String
  /// The file or folder that it was about.
  package var path: String
  /// The system's error number, 0 when there is none.
  package var code: Int32
  /// The system's words for the number.
  package var reason: String

  package init(kind: Kind, operation: String, path: String, code: Int32 = 0, reason: String) {
    self.kind = kind
    self.operation = operation
    self.path = path
    self.code = code
    self.reason = reason
  }

  package var description: String { "cannot \(operation) \(path): \(reason)" }
}
