// Functions of URLs.

import Functions
import Testing
import Values

@Suite struct URLFunctionTests {
  /// What a call gives: a value, or nil for a failed row. A literal stands for its text.
  private struct Outcome: ExpressibleByStringLiteral, ExpressibleByNilLiteral {
    let value: Value?

    init(_ value: Value?) { self.value = value }
    init(stringLiteral text: String) { value = .string(text) }
    init(nilLiteral: ()) { value = nil }

    static let null = Outcome(.null)
    static func integer(_ number: Int32) -> Outcome { Outcome(.integer(number)) }
  }

  private func check(_ name: String, _ cases: [(String?, Outcome)]) throws {
    let function = try #require(ScalarFunctions.function(named: name))
    try ScalarHarness(function, [.string]).check(
      cases.map { texts($0.0) }, cases.map(\.1.value), name)
  }

  private let full = "http://test@confluent.io:8080/nested/a%20path?query&jobs=%26#frag%21"

  @Test func parts() throws {
    try check(
      "URL_EXTRACT_HOST",
      [
        (full, "confluent.io"), ("http://www.test.com/?q#f", "www.test.com"), ("mailto:a@b", .null),
        ("http://[::1]:80/", "[::1]"), ("http://a_b/", .null), ("not a url", nil), (nil, .null),
        ("/only/path", .null),
      ])
    try check(
      "URL_EXTRACT_PATH",
      [
        (full, "/nested/a path"), ("http://www.test.com?query#fragment", ""), ("mailto:a@b", .null),
        ("http://h", ""),
      ])
    try check(
      "URL_EXTRACT_QUERY",
      [(full, "query&jobs=&"), ("http://h/path", .null), ("http://h?a#b", "a")])
    try check("URL_EXTRACT_FRAGMENT", [(full, "frag!"), ("http://h", .null)])
    try check("URL_EXTRACT_PROTOCOL", [(full, "http"), ("mailto:a@b", "mailto"), ("a/b", .null)])
    try check(
      "URL_EXTRACT_PORT",
      [(full, .integer(8080)), ("http://test@confluent.io", .null), ("http://h:x/", .null)])
  }

  @Test func parameters() throws {
    let function = try #require(ScalarFunctions.function(named: "URL_EXTRACT_PARAMETER"))
    let url = "http://www.test.com/?one=a&two=b&three&one=z&e=x%3Dy"
    try ScalarHarness(function, [.string, .string]).check(
      [
        texts(url, "one"), texts(url, "three"), texts(url, "four"), texts(url, "e"),
        texts(nil, "a"),
      ],
      texts("a", "", nil, "x=y", nil), "URL_EXTRACT_PARAMETER")
  }

  @Test func formEncoding() throws {
    try check(
      "URL_ENCODE_PARAM", [("?foo $bar", "%3Ffoo+%24bar"), ("a-_.*Z9", "a-_.*Z9"), ("ä", "%C3%A4")])
    try check(
      "URL_DECODE_PARAM",
      [("%3Ffoo+%24bar", "?foo $bar"), ("%C3%A4", "ä"), ("%zz", nil), ("%1", nil), (nil, .null)])
  }
}
