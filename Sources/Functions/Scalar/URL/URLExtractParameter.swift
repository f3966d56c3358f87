// URL_EXTRACT_PARAMETER: the query is decoded first, then split at `&` and `=`.

import Values

extension ScalarFunction {
  static let urlExtractParameter = ScalarFunction(
    "URL_EXTRACT_PARAMETER", category: URLFunctions.category,
    summary: "The value of a parameter of a URL's query; NULL if it is not there.",
    overloads: [
      ScalarOverload(
        [.string("url", "a URL"), .string("name", "the name of the parameter")], returns: .string,
        kernel: { call in
          let texts = call.texts(0)
          let names = call.texts(1)
          return call.makeText(bytes: call.count * 16) { row, out, errors in
            guard texts.isValid(row), names.isValid(row) else { return false }
            do throws(FunctionError) {
              guard let query = try URIText(texts[row]).query,
                let decoded = URIText.decoded(query),
                let value = URLExtractParameter.value(in: decoded, of: names[row])
              else { return false }
              out.append(Array(value))
              return true
            } catch {
              errors.fail(row, error.reason)
              return false
            }
          }
        })
    ],
    examples: [
      FunctionExample("URL_EXTRACT_PARAMETER('http://test.com?a=1&b=2', 'b')", "2"),
      FunctionExample("URL_EXTRACT_PARAMETER('http://test.com?a=1&b', 'c')", "NULL"),
    ])
}

enum URLExtractParameter {
  /// The text behind the first `=` of the first part with this name; empty without one.
  static func value(
    in query: [UInt8], of name: UnsafeBufferPointer<UInt8>
  ) -> ArraySlice<UInt8>? {
    for part in query.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: true) {
      let mark = part.firstIndex(of: UInt8(ascii: "="))
      if part[..<(mark ?? part.endIndex)].elementsEqual(name) {
        return mark.map { part[($0 + 1)...] } ?? []
      }
    }
    return nil
  }
}
