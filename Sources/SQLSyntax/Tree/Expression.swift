// An expression as written: a tree of values, each node with the place it was written at. Nothing is
// resolved here. A bare name is a column, whether it turns out to be a column, the parameter of a
// lambda or an interval unit such as the first argument of DATEADD; the planner decides.
//
// Every node knows its height, so that the parser can bound it: whoever walks a tree recursively
// may rely on `height <= ParserLimits.expressionHeight`. A node is one word that refers to shared,
// immutable storage, which keeps the stack of such walks small.

/// One node of an expression and its place. Equality ignores places.
package struct Expression: Hashable, Sendable {
  private let node: Node

  private final class Node: Sendable {
    let kind: Kind
    let span: SourceSpan
    let height: Int

    init(_ kind: Kind, _ span: SourceSpan, _ height: Int) {
      self.kind = kind
      self.span = span
      self.height = height
    }
  }

  package init(_ kind: Kind, span: SourceSpan = .none) {
    var height = 0
    kind.forEachOperand { height = max(height, $0.height) }
    node = Node(kind, span, height + 1)
  }

  package var kind: Kind { node.kind }
  package var span: SourceSpan { node.span }
  /// 1 for a leaf, otherwise one more than the highest operand.
  package var height: Int { node.height }

  package static func == (left: Expression, right: Expression) -> Bool {
    left.node === right.node || left.node.kind == right.node.kind
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(node.kind) }

  /// What the node is.
  package indirect enum Kind: Hashable, Sendable {
    case literal(Literal)
    case column(ColumnReference)
    /// `-a`, `+a`, `NOT a`.
    case unary(UnaryOperator, Expression)
    case arithmetic(ArithmeticOperator, Expression, Expression)
    /// `a || b`.
    case concatenation(Expression, Expression)
    /// `a = b` and its kin, `IS [NOT] DISTINCT FROM` included.
    case comparison(ComparisonOperator, Expression, Expression)
    case logical(LogicalOperator, Expression, Expression)
    case between(Expression, lower: Expression, upper: Expression, isNegated: Bool)
    case inList(Expression, [Expression], isNegated: Bool)
    /// The escape is the text between its quotes; the planner checks that it is one character.
    case like(Expression, pattern: Expression, escape: String?, isNegated: Bool)
    case isNull(Expression, isNegated: Bool)
    case cast(Expression, TypeSyntax)
    case searchedCase([WhenClause], otherwise: Expression?)
    case simpleCase(Expression, [WhenClause], otherwise: Expression?)
    case call(FunctionCall)
    /// `base[index]`.
    case subscripted(Expression, index: Expression)
    /// `base -> field`.
    case field(Expression, Identifier)
    case array([Expression])
    case map([MapEntry])
    case structure([StructEntry])
    /// `(x, y) => body`; only ever an argument of a function.
    case lambda(parameters: [Identifier], body: Expression)
    /// `a AT TIME ZONE 'zone'`.
    case atTimeZone(Expression, zone: String)
  }
}

/// A column by name, with the source or alias before the point when there was one.
package struct ColumnReference: Hashable, Sendable {
  package let source: Identifier?
  package let name: Identifier

  package init(source: Identifier? = nil, name: Identifier) {
    self.source = source
    self.name = name
  }
}

/// `name(argument, …)` or `name(*)`.
package struct FunctionCall: Hashable, Sendable {
  package let name: Identifier
  package let arguments: [Expression]
  /// `COUNT(*)`: the argument list is one asterisk and `arguments` is empty.
  package let isStar: Bool

  package init(name: Identifier, arguments: [Expression], isStar: Bool = false) {
    self.name = name
    self.arguments = arguments
    self.isStar = isStar
  }
}

/// `WHEN condition THEN result`.
package struct WhenClause: Hashable, Sendable {
  package let condition: Expression
  package let result: Expression

  package init(condition: Expression, result: Expression) {
    self.condition = condition
    self.result = result
  }
}

/// `key := value` of a MAP constructor.
package struct MapEntry: Hashable, Sendable {
  package let key: Expression
  package let value: Expression

  package init(key: Expression, value: Expression) {
    self.key = key
    self.value = value
  }
}

/// `name := value` of a STRUCT constructor.
package struct StructEntry: Hashable, Sendable {
  package let name: Identifier
  package let value: Expression

  package init(name: Identifier, value: Expression) {
    self.name = name
    self.value = value
  }
}
