// The WITH clause of CREATE STREAM, CREATE TABLE and CREATE … AS SELECT, read into typed fields.
// What a property means together with others is decided by those who use it.

import Plan
import SQLSyntax

/// The properties of a source.
struct SourceProperties {
  var topic: String?
  var keyFormat: String?
  var valueFormat: String?
  var partitions: Int?
  var replicas: Int?
  var retention: Int64?
  var timestamp: String?
  var timestampFormat: String?
  var wrapsSingle: Bool?
  var keyDelimiter: String?
  var valueDelimiter: String?
  var windowType: WindowType?
  var windowSize: Int64?
  var keySchemaID: Int?
  var valueSchemaID: Int?
  /// Properties of formats that need a schema registry, by name.
  var registryProperties: Set<String> = []

  enum WindowType: String {
    case session = "SESSION"
    case hopping = "HOPPING"
    case tumbling = "TUMBLING"
  }

  /// Whether the clause belongs to a source over a topic or to the result of a query.
  enum Owner {
    case source
    case query
  }

  /// The kind of window that keys of the topic carry.
  func window() throws(SQLError) -> WindowKind? {
    guard let windowType else {
      if windowSize != nil {
        throw SQLError.statement(
          "'WINDOW_SIZE' should not be set for non-windowed sources.", code: .invalidProperty)
      }
      return nil
    }
    switch windowType {
    case .session:
      if windowSize != nil {
        throw SQLError.statement(
          "'WINDOW_SIZE' should not be set for SESSION windows.", code: .invalidProperty)
      }
      return .session
    case .hopping, .tumbling:
      guard let windowSize else {
        throw SQLError.statement(
          "\(windowType.rawValue) windows require 'WINDOW_SIZE' to be provided in the WITH clause. "
            + "For example: 'WINDOW_SIZE'='10 SECONDS'", code: .invalidProperty)
      }
      return windowType == .tumbling
        ? .tumbling(size: windowSize) : .hopping(size: windowSize, advance: windowSize)
    }
  }
}
