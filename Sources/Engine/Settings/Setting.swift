// One property of server, session or query: name, type, default, bounds, documentation. What the
// dialect knows but has no meaning here is listed too, and says so when it is set.

/// A declared property.
package struct Setting: Sendable {
  package enum Kind: Sendable {
    case boolean
    case integer(ClosedRange<Int64>)
    case text
    /// One of these words.
    case choice([String])
  }

  package enum Scope: String, Sendable {
    /// Fixed when the server starts.
    case server = "KSQL"
    /// May be set for a session and is kept by the queries that it starts.
    case session = "SESSION"
  }

  /// Full name: `ksql.…`; settings of the streams layer `ksql.streams.…`.
  package let name: String
  package let kind: Kind
  /// Nil: unset.
  package let defaultValue: String?
  package let scope: Scope
  package let documentation: String
  /// Why setting it changes nothing here; nil for a setting with a meaning.
  package let withoutEffect: String?

  init(
    _ name: String, _ kind: Kind, default defaultValue: String?, _ scope: Scope,
    _ documentation: String, withoutEffect: String? = nil
  ) {
    self.name = name
    self.kind = kind
    self.defaultValue = defaultValue
    self.scope = scope
    self.documentation = documentation
    self.withoutEffect = withoutEffect
  }

  /// Why `value` cannot be the value of this setting; nil if it can.
  package func objection(to value: String) -> String? {
    switch kind {
    case .boolean:
      ["true", "false"].contains(value.lowercased())
        ? nil
        : "Invalid value \(value) for configuration \(name): Expected value to be either true or false"
    case .integer(let range):
      if let number = Int64(value), range.contains(number) {
        nil
      } else {
        "Invalid value \(value) for configuration \(name): expected an integer from "
          + "\(range.lowerBound) to \(range.upperBound)"
      }
    case .choice(let words):
      words.contains(value.lowercased())
        ? nil
        : "Invalid value \(value) for configuration \(name): String must be one of: "
          + words.joined(separator: ", ")
    case .text: nil
    }
  }
}
