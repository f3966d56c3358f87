// A failure of state: its files or its changelog. A code to act on and a sentence for the operator
// of the server.

import Platform
import SegmentLog

/// Why a store cannot be written, read or restored.
package struct StoreError: Error, CustomStringConvertible, Sendable {
  /// What callers tell apart.
  package enum Code: String, Sendable {
    /// A file or record does not have the bytes that were written.
    case corrupt
    /// The file or record was written by a newer version.
    case unsupportedVersion
    /// The changelog begins after the end of every usable snapshot.
    case changelogGap
    /// Rows were written with a layout that the query does not read.
    case layoutMismatch
    case fileFailure
    case logFailure
  }

  package var code: Code
  /// What failed, where, and what to do about it.
  package var sentence: String
  /// The file or partition that it is about.
  package var place: String
  package var cause: (any Error & Sendable)?

  package init(
    _ code: Code, _ sentence: String, at place: String, cause: (any Error & Sendable)? = nil
  ) {
    self.code = code
    self.sentence = sentence
    self.place = place
    self.cause = cause
  }

  init(_ error: FileError) {
    self.init(.fileFailure, error.description, at: error.path, cause: error)
  }

  init(_ error: LogError, at partition: TopicPartition) {
    self.init(.logFailure, error.sentence, at: partition.description, cause: error)
  }

  package var description: String { sentence }
}

extension StoreError: Equatable {
  package static func == (left: StoreError, right: StoreError) -> Bool { left.code == right.code }
}
