// Functions of text and bytes: ordinary values, ends of texts, characters beyond ASCII, NULL.

import Functions
import Testing
import Values

@Suite struct StringFunctionTests {
  private func check(_ name: String, _ types: [SQLType], _ cases: [([Value], Value?)]) throws {
    let function = try #require(ScalarFunctions.function(named: name))
    try ScalarHarness(function, types).check(cases.map(\.0), cases.map(\.1), name)
  }

  private func text(_ value: String) -> Value { .string(value) }
  private func blob(_ value: String) -> Value { .bytes(Array(value.utf8)) }

  @Test func chrTakesCodePointsAndEscapes() throws {
    try check(
      "CHR", [.integer],
      [
        (ints(75), text("K")), (ints(22909), text("好")), (ints(0x1F600), text("😀")),
        (ints(-1), .null), (ints(0x110000), .null), (ints(nil), .null),
      ])
    try check(
      "CHR", [.string],
      [
        (texts("\\u004b"), text("K")), (texts("\\ud83d\\ude00"), text("😀")),
        (texts("75"), .null), (texts("004b"), .null), (texts(""), .null), (texts(nil), .null),
        (texts("\\u004bx\\n"), text("Kx\n")), (texts("\\uZZZZ"), nil),
      ])
  }

  @Test func concatSkipsNull() throws {
    try check(
      "CONCAT", [.string, .string, .string],
      [
        (texts("a", nil, "b"), text("ab")), (texts(nil, nil, nil), text("")),
        (texts("ä", "", "😀"), text("ä😀")),
      ])
    try check(
      "CONCAT", [.bytes, .bytes], [([blob("a"), .null], blob("a")), ([.null, .null], blob(""))])
    try check(
      "CONCAT_WS", [.string, .string, .string, .string],
      [
        (texts("-", "a", nil, "b"), text("a-b")), (texts("-", nil, nil, nil), text("")),
        (texts(nil, "a", "b", "c"), .null), (texts("", "a", "", "c"), text("ac")),
      ])
    let function = try #require(ScalarFunctions.function(named: "CONCAT_WS"))
    #expect(throws: FunctionError.self) { try function.overloads[0].returns([.string]) }
  }

  @Test func eltAndField() throws {
    try check(
      "ELT", [.integer, .string, .string],
      [
        ([.integer(1)] + texts("a", "b"), text("a")), ([.integer(2)] + texts("a", nil), .null),
        ([.integer(0)] + texts("a", "b"), .null), ([.integer(3)] + texts("a", "b"), .null),
        ([.null] + texts("a", "b"), nil),
      ])
    try check(
      "FIELD", [.string, .string, .string],
      [
        (texts("b", "a", "b"), .integer(2)), (texts("c", "a", "b"), .integer(0)),
        (texts(nil, "a", "b"), .integer(0)), (texts("b", nil, "b"), .integer(2)),
      ])
  }

  @Test func caseMappings() throws {
    try check(
      "INITCAP", [.string],
      [
        (texts("some_string"), text("Some_string")),
        (texts("the   Quick br0wn fOx"), text("The   Quick Br0wn Fox")),
        (texts("  lead"), text("Lead")), (texts(""), text("")), (texts(nil), .null),
        (texts("émile ZOLA"), text("Émile Zola")),
      ])
    try check("LCASE", [.string], [(texts("AbÄ"), text("abä")), (texts("AB1"), text("ab1"))])
    try check("UCASE", [.string], [(texts("straße"), text("STRASSE")), (texts("ab"), text("AB"))])
  }

  @Test func instrSearchesBothWays() throws {
    let floor = "corporate floor"
    try check(
      "INSTR", [.string, .string],
      [
        (texts(floor, "or"), .integer(2)), (texts(floor, "x"), .integer(0)),
        (texts(nil, "or"), .integer(0)), (texts(floor, nil), .integer(0)),
        (texts("aß😀b", "b"), .integer(5)),
      ])
    try check(
      "INSTR", [.string, .string, .integer],
      [
        (texts(floor, "or") + ints(4), .integer(5)), (texts("short", "or") + ints(4), .integer(0)),
        (texts(floor, "or") + ints(-4), .integer(5)), (texts(floor, "or") + ints(99), .integer(0)),
        (texts(floor, "or") + ints(nil), nil),
      ])
    try check(
      "INSTR", [.string, .string, .integer, .integer],
      [
        (texts(floor, "or") + ints(4, 2), .integer(14)),
        (texts(floor, "or") + ints(-4, 2), .integer(2)),
        (texts("aaaa", "aa") + ints(1, 3), .integer(3)),
      ])
  }

  @Test func lengthCountsUTF16Units() throws {
    try check(
      "LEN", [.string],
      [(texts("foo"), .integer(3)), (texts("a😀ß"), .integer(4)), (texts(nil), .null)])
    try check("LEN", [.bytes], [([blob("ß")], .integer(2)), ([.null], .null)])
  }

  @Test func padding() throws {
    let types: [SQLType] = [.string, .integer, .string]
    try check(
      "LPAD", types,
      [
        ([text("foo"), .integer(7), text("Bar")], text("BarBfoo")),
        ([text("foo"), .integer(2), text("Bar")], text("fo")),
        ([text("foo"), .integer(-1), text("Bar")], .null),
        ([text("foo"), .integer(7), text("")], .null),
        ([text("foo"), .integer(0), text("x")], text("")),
        ([text("ä"), .integer(3), text("ö")], text("ööä")),
        ([.null, .integer(7), text("Bar")], .null), ([text("foo"), .null, text("Bar")], .null),
        ([text("foo"), .integer(.max), text("Bar")], nil),
      ])
    try check(
      "RPAD", types,
      [
        ([text("foo"), .integer(7), text("Bar")], text("fooBarB")),
        ([text("foo"), .integer(2), text("Bar")], text("fo")),
      ])
    try check(
      "RPAD", [.bytes, .integer, .bytes],
      [([blob("a"), .integer(3), blob("xy")], blob("axy"))])
  }

  @Test func masks() throws {
    let input = "My Test $123"
    try check("MASK", [.string], [(texts(input), text("Xx-Xxxx--nnn")), (texts(nil), .null)])
    try check(
      "MASK", Array(repeating: .string, count: 5),
      [
        (texts(input, "Q", "q", "0", nil), text("Qq Qqqq $000")),
        (texts(input, nil, nil, nil, nil), text(input)), (texts(input, "QQ", "q", "0", "-"), nil),
      ])
    try check(
      "MASK_LEFT", [.string, .integer],
      [
        ([text(input), .integer(4)], text("Xx-Xest $123")),
        ([text(input), .integer(99)], text("Xx-Xxxx--nnn")), ([text(input), .integer(-1)], nil),
        ([text(input), .null], nil),
      ])
    try check(
      "MASK_RIGHT", [.string, .integer], [([text(input), .integer(4)], text("My Test -nnn"))])
    try check(
      "MASK_KEEP_LEFT", [.string, .integer], [([text(input), .integer(4)], text("My Txxx--nnn"))])
    try check(
      "MASK_KEEP_RIGHT", [.string, .integer], [([text(input), .integer(4)], text("Xx-Xxxx-$123"))])
    try check("MASK", [.string], [(texts("Ää٣😀"), text("Xxn--"))])
  }

  @Test func md5OfShortAndLongTexts() throws {
    try check(
      "MD5", [.string],
      [
        (texts(""), text("d41d8cd98f00b204e9800998ecf8427e")),
        (texts("r1"), text("7c92cf1eee8d99cc85f8355a3d6e4b86")), (texts(nil), .null),
        (
          texts(
            "12345678901234567890123456789012345678901234567890123456789012345678901234567890"),
          text("57edf4a22be3c955ac49da2e2107b67a")
        ),
        (
          texts("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"),
          text("d174ab98d277d9f5a5611c2c9f419d9f")
        ),
      ])
  }

  @Test func replaceIsLiteral() throws {
    let types: [SQLType] = [.string, .string, .string]
    try check(
      "REPLACE", types,
      [
        (texts("foobar", "foo", "bar"), text("barbar")), (texts("a.b.c", ".", ""), text("abc")),
        (texts("aäb", "", "-"), text("-a-ä-b-")), (texts("aaa", "aa", "b"), text("ba")),
        (texts(nil, "a", "b"), .null), (texts("a", nil, "b"), .null), (texts("a", "a", nil), .null),
      ])
  }

  @Test func regularExpressions() throws {
    try check(
      "REGEXP_EXTRACT", [.string, .string],
      [
        (texts(".*foo.", "a foo1 bar"), text("a foo1")), (texts("x+", "foo"), .null),
        (texts("(", "foo"), nil), (texts(nil, "foo"), .null), (texts("f", nil), .null),
      ])
    try check(
      "REGEXP_EXTRACT", [.string, .string, .integer],
      [
        (texts("(.*) (.*)", "steven zhang") + ints(2), text("zhang")),
        (texts("(.*) (.*)", "agavra") + ints(2), .null),
        (texts("(a)", "a") + ints(3), .null), (texts("(a)|(b)", "b") + ints(1), .null),
      ])
    try check(
      "REGEXP_EXTRACT_ALL", [.string, .string, .integer],
      [
        (texts("(foo)(.)", "foo1 foo2") + ints(2), .array(texts("1", "2"))),
        (texts("foo", "bar") + ints(0), .array([])), (texts("foo", "foo") + ints(1), .null),
      ])
    try check(
      "REGEXP_REPLACE", [.string, .string, .string],
      [
        (texts("baababaa", "(ab)+", "cat"), text("bacataa")),
        (texts("baabbabaa", "(ab)+", "cat"), text("bacatbcataa")),
        (texts("a-b", "(a)-(b)", "$2\\$$1"), text("b$a")), (texts("a", "a", "$1"), nil),
        (texts(nil, "a", "b"), .null),
      ])
    try check(
      "REGEXP_SPLIT_TO_ARRAY", [.string, .string],
      [
        (texts("aabcda", "(bc|a)"), .array(texts("", "", "", "d", ""))),
        (texts("abc", ""), .array(texts("a", "b", "c"))),
        (texts("a-b--c", "-"), .array(texts("a", "b", "", "c"))),
        (texts("xyz", "-"), .array(texts("xyz"))), (texts(nil, "-"), .null),
      ])
  }

  @Test func splitting() throws {
    try check(
      "SPLIT", [.string, .string],
      [
        (texts("a.b.c", "."), .array(texts("a", "b", "c"))),
        (texts("..a..", "."), .array(texts("", "", "a", "", ""))),
        (texts("", "."), .array(texts(""))), (texts("", ""), .array(texts(""))),
        (texts("aä😀", ""), .array(texts("a", "ä", "😀"))), (texts(nil, "."), .null),
        (texts("x-:-y", "-:-"), .array(texts("x", "y"))),
      ])
    try check(
      "SPLIT", [.bytes, .bytes], [([blob("a.b"), blob(".")], .array([blob("a"), blob("b")]))])
    try check(
      "SPLIT_TO_MAP", [.string, .string, .string],
      [
        (texts("apple:green/cherry:red", "/", ":"), textMap(["apple": "green", "cherry": "red"])),
        (
          texts("apple:green//cherry:red/", "/", ":"), textMap(["apple": "green", "cherry": "red"])
        ),
        (texts("a:b:c/x", "/", ":"), textMap(["a": "b"])),
        (texts("a:1/a:2", "/", ":"), textMap(["a": "2"])),
        (texts("a:1", "", ":"), .null), (texts("a:1", "/", "/"), .null),
        (texts(nil, "/", ":"), .null),
      ])
  }

  @Test func substrings() throws {
    try check(
      "SUBSTRING", [.string, .integer],
      [
        (texts("stream") + ints(4), text("eam")), (texts("stream") + ints(-2), text("am")),
        (texts("stream") + ints(0), text("stream")), (texts("stream") + ints(99), text("")),
        (texts("stream") + ints(-99), text("stream")), (texts(nil) + ints(1), .null),
        (texts("aä😀b") + ints(5), text("b")),
      ])
    try check(
      "SUBSTRING", [.string, .integer, .integer],
      [
        (texts("stream") + ints(2, 3), text("tre")), (texts("stream") + ints(2, -3), text("")),
        (texts("stream") + ints(5, .max), text("am")), (texts("stream") + ints(2, nil), .null),
        (texts("aä😀b") + ints(2, 3), text("ä😀")),
      ])
    try check(
      "SUBSTRING", [.bytes, .integer, .integer],
      [([blob("some_string"), .integer(6), .integer(3)], blob("str"))])
  }

  @Test func trimTakesControlCharacters() throws {
    try check("TRIM", [.string], [(texts(" \t a b\n "), text("a b")), (texts("   "), text(""))])
  }

  @Test func encodings() throws {
    let types: [SQLType] = [.string, .string, .string]
    try check(
      "ENCODE", types,
      [
        (texts("Hello", "utf8", "hex"), text("48656c6c6f")),
        (texts("0x48656c6c6f", "hex", "utf8"), text("Hello")),
        (texts("X'4a4b'", "hex", "ascii"), text("JK")),
        (texts("0xF", "hex", "base64"), text("Dw==")),
        (texts("Ü", "utf8", "ascii"), text("\u{FFFD}\u{FFFD}")),
        (texts("Ü", "ascii", "hex"), text("3f")),
        (texts("4g", "hex", "utf8"), nil), (texts("a", "utf8", "utf8"), nil),
        (texts("a", "utf8", "rot13"), nil), (texts("SGVs\nbG8", "BASE64", "utf8"), text("Hello")),
      ])
    try check(
      "TO_BYTES", [.string, .string],
      [
        (texts("4a4B", "hex"), blob("JK")), (texts("0x4a", "hex"), nil),
        (texts("SGVsbG8=", "base64"), blob("Hello")), (texts("SGV!", "base64"), nil),
        (texts("ä", "utf8"), blob("ä")), (texts("a", "x"), nil), (texts(nil, "hex"), .null),
      ])
    try check(
      "FROM_BYTES", [.bytes, .string],
      [
        ([.bytes([0x0A, 0xFF]), text("hex")], text("0AFF")),
        ([blob("JK"), text("utf8")], text("JK")),
        ([blob("!"), text("base64")], text("IQ==")), ([.null, text("hex")], .null),
      ])
  }

  @Test func numbersFromBytes() throws {
    try check(
      "INT_FROM_BYTES", [.bytes],
      [([.bytes([0, 0, 7, 0xE5])], .integer(2021)), ([.bytes([1])], nil), ([.null], .null)])
    try check(
      "INT_FROM_BYTES", [.bytes, .string],
      [
        ([.bytes([0xE5, 7, 0, 0]), text("little_endian")], .integer(2021)),
        ([.bytes([0xE5, 7, 0, 0]), text("middle")], nil),
      ])
    try check(
      "BIGINT_FROM_BYTES", [.bytes],
      [([.bytes([0, 0, 0, 1, 0x2A, 5, 0xF2, 0])], .bigint(5_000_000_000))])
    try check(
      "DOUBLE_FROM_BYTES", [.bytes], [([.bytes([0x3F, 0xF8, 0, 0, 0, 0, 0, 0])], .double(1.5))])
  }

  @Test func uuidOfBytesAndRandomOnes() throws {
    let bytes: [UInt8] = (0..<16).map { UInt8($0 * 17) }
    try check(
      "UUID", [.bytes],
      [([.bytes(bytes)], text("00112233-4455-6677-8899-aabbccddeeff")), ([.bytes([1])], .null)])
    let function = try #require(ScalarFunctions.function(named: "UUID"))
    let results = try ScalarHarness(function, []).call([[], []])
    guard case .string(let a)?? = results.first, case .string(let b)?? = results.last else {
      Issue.record("no text")
      return
    }
    #expect(a != b)
    #expect(a.utf8.count == 36 && Array(a.utf8)[14] == UInt8(ascii: "4"))
  }
}
