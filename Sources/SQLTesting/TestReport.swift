// What became of one test, as a line for people or a JSON object for programs.

import Formats

/// The outcome of one test.
package struct TestReport: Sendable {
  package enum Outcome: String, Sendable {
    case pass
    case fail
    case skip
  }

  /// The refusal of a statement, or the failure of a query, that ended a test.
  package struct Refusal: Sendable {
    /// `parse`, `statement` …
    package let kind: String
    package let message: String
    /// Whether the message holds what the test expects; nil when it expects no text.
    package let messageMatches: Bool?
  }

  /// How reports are written.
  package enum Style: Sendable {
    case text
    case json
  }

  package let file: String
  package let name: String
  package var format: String?
  package var outcome: Outcome
  package var reason: String?
  package var expectsError = false
  package var refusal: Refusal?

  package init(
    file: String, name: String, format: String? = nil, outcome: Outcome, reason: String? = nil
  ) {
    self.file = file
    self.name = name
    self.format = format
    self.outcome = outcome
    self.reason = reason
  }

  package func line(_ style: Style) -> String {
    switch style {
    case .text: text
    case .json: json.description
    }
  }

  private var text: String {
    var title = "\(file) - \(name)"
    if let format { title += " - \(format)" }
    switch outcome {
    case .pass:
      return refusal?.messageMatches == false ? "pass \(title) (other message)" : "pass \(title)"
    case .skip: return "skip \(title): \(reason ?? "")"
    case .fail:
      let indented = (reason ?? "").split(separator: "\n").joined(separator: "\n     ")
      return "FAIL \(title)\n     \(indented)"
    }
  }

  private var json: JSONValue {
    .object([
      "file": .string(file), "name": .string(name), "format": format.map { .string($0) },
      "outcome": .string(outcome.rawValue), "reason": reason.map { .string($0) },
      "expects_error": .bool(expectsError),
      "error_class": refusal.map { .string($0.kind) },
      "error": refusal.map { .string($0.message) },
      "message_matches": refusal?.messageMatches.map { .bool($0) },
    ])
  }
}
