// URL_EXTRACT_PORT.

import Values

extension ScalarFunction {
  static let urlExtractPort = ScalarFunction(
    "URL_EXTRACT_PORT", category: URLFunctions.category,
    summary: "The port of a URL; NULL if it names none.",
    overloads: [
      ScalarOverload(
        [.string("url", "a URL")], returns: .integer,
        kernel: { call in
          let texts = call.texts(0)
          return call.makeFixed(.integer, zero: Int32(0)) { row, errors in
            guard texts.isValid(row) else { return nil }
            do throws(FunctionError) {
              return try URIText(texts[row]).port.map { Int32(truncatingIfNeeded: $0) }
            } catch {
              errors.fail(row, error.reason)
              return nil
            }
          }
        })
    ],
    examples: [
      FunctionExample("URL_EXTRACT_PORT('http://test.com:8080/a')", "8080"),
      FunctionExample("URL_EXTRACT_PORT('http://test.com')", "NULL"),
    ])
}
