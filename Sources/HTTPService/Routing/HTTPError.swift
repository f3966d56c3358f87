// A refusal as clients see it: status, code, sentence; for statements also the text, the place in
// it, and what the statements before it have answered.

import Engine
import Formats
import NIOHTTP1

/// Why a request is not answered as asked.
struct HTTPError: Error, Sendable {
  let status: HTTPResponseStatus
  /// Three digits of the status and two more; see `DatabaseError.Code`.
  let code: Int
  let message: String
  var statementText: String?
  var line: Int?
  var column: Int?
  var entities: [JSONValue] = []
  var headers: [(String, String)] = []
  /// The answer is the message as plain text.
  var isPlain = false

  init(status: HTTPResponseStatus, code: Int, message: String) {
    self.status = status
    self.code = code
    self.message = message
  }

  static func badRequest(_ message: String) -> HTTPError {
    HTTPError(status: .badRequest, code: 40000, message: message)
  }

  /// An error of the engine; `entities` is what came before it.
  init(_ error: DatabaseError, entities: [JSONValue] = []) {
    self.init(
      status: HTTPResponseStatus(statusCode: error.httpStatus), code: error.code.rawValue,
      message: error.message)
    statementText = error.statementText
    line = error.place?.line
    column = error.place?.column
    self.entities = entities
  }

  /// The error as JSON.
  var json: JSONValue {
    let position: JSONValue? = line.map { line in
      .object(["line": .integer(line), "column": .integer(column ?? 1)])
    }
    guard let statementText else {
      return .object([
        "@type": .string("generic_error"), "error_code": .integer(code),
        "message": .string(message), "position": position,
      ])
    }
    return .object([
      "@type": .string("statement_error"), "error_code": .integer(code),
      "message": .string(message), "statementText": .string(statementText),
      "entities": .array(entities), "position": position,
    ])
  }

  func reply(to response: Response) {
    if isPlain { return response.reply(status, .text, Array(message.utf8), headers: headers) }
    response.reply(status, .json, Array(json.description.utf8), headers: headers)
  }
}

extension HTTPError {
  static let unknownPath: HTTPError = {
    var error = HTTPError(status: .notFound, code: 40400, message: "Not Found")
    error.isPlain = true
    return error
  }()
}
