// The engine behind REGEXP_*: Java's syntax, case by case, through REGEXP_EXTRACT.

import Functions
import Testing
import Values

@Suite struct RegularExpressionTests {
  /// The first match (or a group of it), NULL without one, nil for a refused pattern.
  private func extract(_ pattern: String, _ text: String, _ group: Int32 = 0) throws -> Value? {
    let function = try #require(ScalarFunctions.function(named: "REGEXP_EXTRACT"))
    return try ScalarHarness(function, [.string, .string, .integer])
      .call([[.string(pattern), .string(text), .integer(group)]])[0]
  }

  private func check(_ cases: [(String, String, String?)], group: Int32 = 0) throws {
    for (pattern, text, expected) in cases {
      #expect(
        try extract(pattern, text, group) == expected.map { .string($0) } ?? .null,
        "\(pattern) in \(text)")
    }
  }

  @Test func quantifiers() throws {
    try check([
      ("a*", "aaab", "aaa"), ("a*", "b", ""), ("a+?", "aaa", "a"), ("a{2}", "aaaa", "aa"),
      ("a{2,}", "aaaa", "aaaa"), ("a{1,3}", "aaaa", "aaa"), ("a{2,3}?", "aaaa", "aa"),
      ("(ab)*c", "ababc", "ababc"), ("(ab){2}", "ababab", "abab"), ("(ab){1,2}?", "abab", "ab"),
      ("a*+a", "aaa", nil), ("a++b", "aab", "aab"), ("(?:ab)++a", "ababa", "ababa"),
      ("x?y", "y", "y"), ("(a*)*b", "aab", "aab"), ("(a|b)*?c", "abac", "abac"),
      (".*foo", "xfooyfoo", "xfooyfoo"), (".*?foo", "xfooyfoo", "xfoo"), ("a{0}b", "ab", "b"),
    ])
  }

  @Test func classesAndEscapes() throws {
    try check([
      ("[a-c]+", "xxabcd", "abc"), ("[^a-c]+", "abxyc", "xy"), ("[]a]+", "a]", "a]"),
      ("[a-z&&[^aeiou]]+", "aeibcd", "bcd"), ("[a-c[x-z]]+", "axzd", "axz"), ("\\d+", "a12", "12"),
      ("\\w+", "-a_1-", "a_1"), ("\\s+\\S", "a \t b", " \t b"), ("[\\d.]+", "v1.2", "1.2"),
      ("\\p{Lu}+", "aÄB", "ÄB"), ("\\p{Alpha}+", "äab1", "ab"), ("\\P{L}+", "a12b", "12"),
      ("\\x41\\u0042", "AB", "AB"), ("\\Qa.b\\E+", "a.bbb", "a.bbb"), ("\\.", "a.b", "."),
      ("[-a]+", "a-", "a-"), ("[a\\-z]+", "a-z", "a-z"), ("ä+", "xää", "ää"), (".", "😀", "😀"),
      ("[😀-😂]+", "x😁", "😁"), ("\\t|\\n", "a\tb", "\t"), ("\\R", "a\r\nb", "\r\n"),
      ("[^&]*", "äö&", "äö"), ("\\h", "a\u{A0}", "\u{A0}"),
    ])
  }

  @Test func anchorsAndBoundaries() throws {
    try check([
      ("^b", "ab", nil), ("b$", "ab", "b"), ("a$", "a\n", "a"), ("(?m)^b$", "a\nb\nc", "b"),
      ("\\bcat\\b", "concat cat", "cat"), ("\\Bcat", "concat", "cat"), ("\\Aa\\z", "a", "a"),
      ("a.b", "a\nb", nil), ("(?s)a.b", "a\nb", "a\nb"), ("a\\Z", "a\r\n", "a"), ("^$", "", ""),
    ])
  }

  @Test func groupsAndAlternatives() throws {
    try check([("(a)(b(c))", "abc", "bc"), ("(?:x)(y)(z)", "xyz", "z")], group: 2)
    try check(
      [("(?<first>a)(b)", "ab", "a"), ("(a|ab)(c|bcd)", "abcd", "a"), ("(a)?b", "b", nil)], group: 1
    )
    try check([
      ("cat|dog", "hotdog", "dog"), ("(a|b)+", "abab", "abab"), ("(.)\\1", "abccd", "cc"),
      ("(?<x>.)\\k<x>", "abb", "bb"), ("(?i)ABC", "xaBc", "aBc"), ("(?i)[a-c]+", "ABC", "ABC"),
      ("a(?i)b(?-i)c", "aBc", "aBc"), ("a(?i:b)c", "aBC", nil), ("|a", "a", ""),
      ("(?x) a b # comment\n c", "abc", "abc"),
    ])
    try check([("(&|^)channel_id=([^&]*)", "https://x?q=1&channel_id=77&z=1", "77")], group: 2)
  }

  @Test func lookAroundAndAtomicGroups() throws {
    try check([
      ("a(?=b)", "acab", "a"), ("a(?!b)", "abac", "a"), ("(?<=\\$)\\d+", "a1$23", "23"),
      ("(?<!\\$)\\b\\d+", "$12 34", "34"), ("(?>a+)ab", "aaab", nil), ("(?<=ä{1,2})b", "ääb", "b"),
      ("(?=.*\\d)[a-z]+", "abc1", "abc"), ("(?!x)\\w", "xy", "y"),
    ])
    try check([("(?=(\\w+))\\w", "abc", "abc"), ("(?!(a))b", "b", nil)], group: 1)
  }

  @Test func badPatternsAreRefused() throws {
    for pattern in [
      "(", ")", "[a", "*a", "a{2", "a{3,2}", "\\", "\\y", "(?<n>a)(?<n>b)", "\\k<z>",
      "(?z)", "[b-a]", "\\p{Nope}", "\\2(a)", "a{100000}", "(?<=a", "\\xZZ",
      String(repeating: "(", count: 1_000), "((ab){1,900}c){1,900}",
    ] {
      #expect(try extract(pattern, "a") == nil, "\(pattern)")
    }
  }

  @Test func endlessSearchFailsItsRow() throws {
    #expect(try extract("(a+)+b", String(repeating: "a", count: 60)) == nil)
    #expect(
      try extract("(a|b)*c", String(repeating: "ab", count: 30_000) + "c")
        == .string(String(repeating: "ab", count: 30_000) + "c"))
  }
}
