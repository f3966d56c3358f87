// Data types.

extension Parser {
  // type := plain_type {ARRAY}
  mutating func parseType() throws(SQLError) -> TypeSyntax {
    try nested { p throws(SQLError) in
      let start = p.peek.span.start
      var type = try p.parsePlainType()
      while p.accept("ARRAY") {
        type = TypeSyntax(.array(type), span: p.span(from: start))
        guard type.height <= p.options.limits.typeHeight else {
          throw Self.tooLarge("a type has too many levels", at: type.span)
        }
      }
      return type
    }
  }

  // plain_type := ARRAY '<' type '>' | MAP '<' type ',' type '>'
  //     | STRUCT '<' [struct_field { ',' struct_field }] '>'
  //     | DECIMAL '(' whole_number ',' whole_number ')'
  //     | identifier ['(' type_parameter { ',' type_parameter } ')']
  private mutating func parsePlainType() throws(SQLError) -> TypeSyntax {
    let start = peek.span.start
    let isParametrized = peek(1).kind == .symbol(.lessThan)
    let kind: TypeSyntax.Kind
    if isParametrized, accept("ARRAY") {
      advance()
      kind = .array(try parseType())
      try expect(.greaterThan)
    } else if isParametrized, accept("MAP") {
      advance()
      let key = try parseType()
      try expect(.comma)
      kind = .map(key: key, value: try parseType())
      try expect(.greaterThan)
    } else if isParametrized || peek(1).kind == .symbol(.notEqual), accept("STRUCT") {
      kind = .structure(try parseStructFields())
    } else if accept("DECIMAL") {
      try expect(.openParenthesis)
      let precision = try parseWholeNumber("the precision, a whole number")
      try expect(.comma)
      let scale = try parseWholeNumber("the scale, a whole number")
      try expect(.closeParenthesis)
      kind = .decimal(precision: Int(precision), scale: Int(scale))
    } else {
      kind = try parseNamedType()
    }
    return TypeSyntax(kind, span: span(from: start))
  }

  // struct_field := identifier type
  private mutating func parseStructFields() throws(SQLError) -> [StructFieldSyntax] {
    // `<>` without a space between is one token.
    if accept(.notEqual) { return [] }
    advance()
    if accept(.greaterThan) { return [] }
    return try parseRestOfList(closedBy: .greaterThan) { p throws(SQLError) in
      let name = try p.parseIdentifier("the name of a field")
      return StructFieldSyntax(name: name, type: try p.parseType())
    }
  }

  // type_parameter := integer | STRING
  /// A length in parentheses is read and forgotten, as in VARCHAR(255).
  private mutating func parseNamedType() throws(SQLError) -> TypeSyntax.Kind {
    guard isIdentifierNext() else { throw unexpected("a type") }
    let name = try parseIdentifier()
    if accept(.openParenthesis) {
      _ = try parseRestOfList { p throws(SQLError) in
        guard p.isNext("STRING") || p.peek.kind == .integer else {
          throw p.unexpected(
            "a length in whole characters", expecting: ["'STRING'", "INTEGER_VALUE"])
        }
        p.advance()
      }
    }
    if let primitive = PrimitiveType(spelling: name.name) { return .primitive(primitive) }
    return .named(name)
  }
}
