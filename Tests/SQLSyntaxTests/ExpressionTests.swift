// Precedence, shown by printing with every parenthesis, and the forms of single expressions.

import SQLSyntax
import Testing

struct ExpressionTests {
  @Test(arguments: [
    ("a or b and c", "(A OR (B AND C))"),
    ("not a = 1 and b", "((NOT (A = 1)) AND B)"),
    ("not not a", "(NOT (NOT A))"),
    ("a + b * c - d", "((A + (B * C)) - D)"),
    ("a || b + c || d", "((A || (B + C)) || D)"),
    ("-a * b", "(-A * B)"),
    ("-(1)", "-(1)"),
    ("- 1 - -2", "(-1 - -2)"),
    ("a -1", "(A - 1)"),
    ("a between 1 and 2 and b", "((A BETWEEN 1 AND 2) AND B)"),
    ("a not in (1, b or c)", "(A NOT IN (1, (B OR C)))"),
    ("a not like 'x%' escape '!'", "(A NOT LIKE 'x%' ESCAPE '!')"),
    ("a is not null or b is null", "((A IS NOT NULL) OR (B IS NULL))"),
    ("a is not distinct from b + 1", "(A IS NOT DISTINCT FROM (B + 1))"),
    ("a != 1", "(A <> 1)"),
    ("a->b->c[1]->d", "A->B->C[1]->D"),
    ("s.a[x]['k']", "S.A[X]['k']"),
    ("a at time zone 'UTC' + b", "((A AT TIME ZONE 'UTC') + B)"),
    ("case a when 1 then 2 end", "(CASE A WHEN 1 THEN 2 END)"),
    ("case when a then b else c end", "(CASE WHEN A THEN B ELSE C END)"),
    ("cast(a as map<string, int>)", "CAST(A AS MAP<STRING, INTEGER>)"),
    ("array[1, null, true]", "ARRAY[1, null, true]"),
    ("map('a' := 1, b := c or d)", "MAP('a':=1, B:=(C OR D))"),
    ("struct(x := 1, `y` := 'b')", "STRUCT(X:=1, `y`:='b')"),
    ("reduce(a, 0, (s, x) => s + x)", "REDUCE(A, 0, (S, X) => (S + X))"),
    ("transform(m, x => x, (k, v) => v)", "TRANSFORM(M, X => X, (K, V) => V)"),
    ("f((a), (b + c))", "F(A, (B + C))"),
    ("dateadd(days, 1, a)", "DATEADD(DAYS, 1, A)"),
    ("count(*)", "COUNT(*)"),
    ("`ARRAY`[1]", "`ARRAY`[1]"),
    ("array(1)", "ARRAY(1)"),
    ("`map`(1) + `MAP`(2)", "(`map`(1) + `MAP`(2))"),
    ("decimal '10'", "DECIMAL '10'"),
    ("1st + \"a\"\"b\"", "(`1ST` + `a\"b`)"),
  ])
  func operatorsBindAsTheDialectSays(text: String, explicit: String) throws {
    let expression = try Parser.parseExpression(text)
    #expect(SQLPrinter.text(of: expression, .explicit) == explicit)
    #expect(try Parser.parseExpression(expression.description) == expression)
  }

  @Test(arguments: [
    "a < b < c", "a = b = c", "a is null is null", "1 + not a", "a between b", "f(x => x)",
    "f(a, x => x, b)", "a in ()", "case end", "f(days 1)", "days", "x => x", "a.b.c", "1 2",
  ])
  func whatTheGrammarLacksIsRefused(text: String) {
    #expect(throws: SQLError.self) { try Parser.parseExpression(text) }
  }

  @Test func literalsKeepTheirDigits() throws {
    let cases: [(String, Literal)] = [
      ("2147483648", .integer(2_147_483_648)), ("-9223372036854775808", .integer(.min)),
      ("'a''b\n'", .string("a'b\n")), ("TRUE", .boolean(true)), ("null", .null),
    ]
    for (text, literal) in cases {
      #expect(try Parser.parseExpression(text).kind == .literal(literal))
    }
  }

  @Test(arguments: [
    ("1.50", 3, 2), (".5", 2, 1), ("5.", 1, 0), ("0.25", 3, 2), ("-0.05", 3, 2), ("007.10", 3, 2),
    ("0.0", 2, 1), ("DECIMAL '12.345'", 5, 3),
  ])
  func decimalsHavePrecisionAndScaleOfTheirText(text: String, precision: Int, scale: Int) throws {
    guard case .literal(.decimal(let decimal)) = try Parser.parseExpression(text).kind else {
      Issue.record("no decimal")
      return
    }
    #expect(decimal.precision == precision)
    #expect(decimal.scale == scale)
  }

  @Test func numbersWithExponentAreDoubles() throws {
    guard case .literal(.double(let double)) = try Parser.parseExpression("-1.5e-3").kind else {
      Issue.record("no double")
      return
    }
    #expect(double.value == -0.0015)
    #expect(double.text == "-1.5E-3")
  }

  @Test func equalityIgnoresPlacesAndQuotes() throws {
    let plain = try Parser.parseExpression("a+b")
    #expect(try Parser.parseExpression(" `A`  + (\"B\")") == plain)
    #expect(try Parser.parseExpression("`a` + b") != plain)
  }

  @Test func nodesKnowTheirPlaces() throws {
    let text = "  (a + bc) * f(d)"
    let product = try Parser.parseExpression(text)
    #expect(product.span == SourceSpan(2, 17))
    guard case .arithmetic(.multiply, let sum, let call) = product.kind else {
      Issue.record("no product")
      return
    }
    #expect(SourceText(text).text(of: sum.span) == "a + bc")
    #expect(SourceText(text).text(of: call.span) == "f(d)")
  }

  @Test func rewritingVisitsOperandsFirst() throws {
    let expression = try Parser.parseExpression("f(a, b -> c) + case when a then a end")
    var count = 0
    let rewritten = expression.rewritten { node in
      guard case .column(let column) = node.kind, column.name.name == "A" else { return node }
      count += 1
      return Expression(.literal(.integer(1)))
    }
    #expect(count == 3)
    #expect(rewritten.description == "F(1, B->C) + CASE WHEN 1 THEN 1 END")
    #expect(expression.contains { $0.kind == .column(ColumnReference(name: Identifier("B"))) })
  }

  @Test func customTypesResolveInside() throws {
    let type = try Parser.parseType("ARRAY<STRUCT<a MONEY, b MAP<STRING, money ARRAY>>>")
    let resolved = try type.resolved { name throws(SQLError) in
      #expect(name.name == "MONEY")
      return TypeSyntax(.decimal(precision: 9, scale: 2))
    }
    #expect(
      resolved.description
        == "ARRAY<STRUCT<A DECIMAL(9, 2), B MAP<STRING, ARRAY<DECIMAL(9, 2)>>>>")
  }
}
