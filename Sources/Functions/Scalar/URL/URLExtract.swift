// URL_EXTRACT_FRAGMENT, _HOST, _PATH, _PROTOCOL, _QUERY: one part of a URL, decoded; NULL if it has
// none.

import Values

extension ScalarFunction {
  static let urlExtractFragment = part(
    "URL_EXTRACT_FRAGMENT", "fragment", ("http://test.com/#top", "top")
  ) { $0.fragment }

  static let urlExtractHost = part(
    "URL_EXTRACT_HOST", "host", ("http://test@confluent.io:8080/a", "confluent.io")
  ) { $0.host }

  static let urlExtractPath = part(
    "URL_EXTRACT_PATH", "path", ("http://test.com/a%20b?q", "/a b")
  ) { $0.path }

  static let urlExtractProtocol = part(
    "URL_EXTRACT_PROTOCOL", "protocol", ("https://test.com", "https")
  ) { $0.scheme }

  static let urlExtractQuery = part(
    "URL_EXTRACT_QUERY", "query", ("http://test.com/a?q=1&r", "q=1&r")
  ) { $0.query }

  private static func part(
    _ name: String, _ word: String, _ example: (url: String, result: String),
    _ body: @escaping @Sendable (URIText) -> URIText.Text?
  ) -> ScalarFunction {
    ScalarFunction(
      name, category: URLFunctions.category,
      summary: "The \(word) of a URL; NULL if there is none.",
      overloads: [
        ScalarOverload(
          [.string("url", "a URL")], returns: .string,
          kernel: { call in
            let texts = call.texts(0)
            return call.makeText(bytes: texts.byteCount(call.count)) { row, out, errors in
              guard texts.isValid(row) else { return false }
              do throws(FunctionError) {
                guard let part = body(try URIText(texts[row])) else { return false }
                if let decoded = URIText.decoded(part) { out.append(decoded) }
                return true
              } catch {
                errors.fail(row, error.reason)
                return false
              }
            }
          })
      ],
      examples: [FunctionExample("\(name)('\(example.url)')", example.result)])
  }
}
