// The error that a case expects, in the class names of the reference implementation, held against
// ours. The class decides; the text is compared and reported.

import Engine
import Formats

/// An expected error.
struct ExpectedRefusal {
  let type: String
  let message: String?

  init(_ json: JSONValue) {
    self.init(type: json["type"]?.string ?? "", message: json["message"]?.string)
  }

  /// `type` with or without its package.
  init(type: String, message: String?) {
    self.type = type.split(separator: ".").last.map(String.init) ?? type
    self.message = message
  }

  /// Whether the message, or the text of the statement with it, holds the expected part.
  func matches(_ text: String, statement: String?) -> Bool? {
    message.map { text.contains($0) || (statement?.contains($0) ?? false) }
  }

  /// Why a refusal of this kind is not the expected one; nil when it is.
  func objection(to kind: DatabaseError.Kind) -> String? {
    let isRight =
      switch (type, kind) {
      case (_, .notSupported), (_, .system): false
      case ("StreamsException", .runtime): true
      case ("StreamsException", _): false
      case ("ParseFailedException", .parse): true
      case ("ParseFailedException", _): false
      // What fails in parsing is a failed statement too; both are the base class.
      case ("KsqlStatementException", .parse), ("KsqlStatementException", .statement),
        ("KsqlStatementException", .request):
        true
      case ("KsqlStatementException", .runtime): false
      case (_, .runtime): false
      default: true
      }
    return isRight ? nil : "expected \(type), got a refusal of kind \(kind.rawValue)"
  }
}
