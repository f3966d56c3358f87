// What a parser accepts beyond the statements of a server, and where it stops.

/// Dialect and limits of one parse.
package struct ParserOptions: Sendable {
  package var dialect: Dialect
  package var limits: ParserLimits
  /// Whether the last statement of a script may go without its semicolon.
  package var mayOmitLastSemicolon: Bool

  package init(
    dialect: Dialect = .server, limits: ParserLimits = ParserLimits(),
    mayOmitLastSemicolon: Bool = false
  ) {
    self.dialect = dialect
    self.limits = limits
    self.mayOmitLastSemicolon = mayOmitLastSemicolon
  }

  /// Who is talking.
  package enum Dialect: Sendable, Hashable {
    case server
    /// The server's statements and RUN SCRIPT.
    case shell
    /// The shell's statements and ASSERT VALUES, ASSERT NULL VALUES, ASSERT STREAM and ASSERT TABLE.
    case test

    var hasRunScript: Bool { self != .server }
    var hasTestAssertions: Bool { self == .test }
  }
}

/// Bounds on what a text may ask of the parser and of those who walk its trees.
package struct ParserLimits: Sendable, Hashable {
  /// Bytes of a whole script.
  package var scriptBytes = 16 << 20
  /// Bytes of one statement.
  package var statementBytes = 1 << 20
  package var statementCount = 10_000
  /// Expressions, types and statements within each other. One level takes up to 12 KiB of stack in a
  /// debug build, so that 200 of them fit into 2.5 MiB; a thread has 8.
  package var nesting = 200
  /// Height of an expression, long chains such as `a OR b OR c …` included. To compare two trees takes
  /// 3 KiB a level in a debug build.
  package var expressionHeight = 500
  /// Levels of ARRAY behind a type; within brackets `nesting` counts as well.
  package var typeHeight = 200

  package init() {}
}
