// A data type as written. Spellings that mean the same are one case: INT and INTEGER, VARCHAR,
// VARCHAR(255) and STRING, `ARRAY<T>` and `T ARRAY`. A name that is none of the built-in types
// stays a name; the planner replaces it by the type that CREATE TYPE gave it.

/// A data type and its place. Equality ignores places. One word in size, as expressions are.
package struct TypeSyntax: Hashable, Sendable {
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
    let below: Int
    switch kind {
    case .primitive, .decimal, .named: below = 0
    case .array(let element): below = element.height
    case .map(let key, let value): below = max(key.height, value.height)
    case .structure(let fields): below = fields.map(\.type.height).max() ?? 0
    }
    node = Node(kind, span, below + 1)
  }

  package var kind: Kind { node.kind }
  package var span: SourceSpan { node.span }
  /// 1 without element types, otherwise one more than the highest of them; bounded by
  /// `ParserLimits.typeHeight` in what was parsed.
  package var height: Int { node.height }

  package static func == (left: TypeSyntax, right: TypeSyntax) -> Bool {
    left.node === right.node || left.node.kind == right.node.kind
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(node.kind) }

  package indirect enum Kind: Hashable, Sendable {
    case primitive(PrimitiveType)
    /// Any two integers; the planner checks 1 ≤ precision and 0 ≤ scale ≤ precision.
    case decimal(precision: Int, scale: Int)
    case array(TypeSyntax)
    case map(key: TypeSyntax, value: TypeSyntax)
    case structure([StructFieldSyntax])
    /// A custom type.
    case named(Identifier)
  }
}

/// One field of a STRUCT type.
package struct StructFieldSyntax: Hashable, Sendable {
  package let name: Identifier
  package let type: TypeSyntax

  package init(name: Identifier, type: TypeSyntax) {
    self.name = name
    self.type = type
  }
}

/// The built-in types without parameters; the raw value is the canonical spelling.
package enum PrimitiveType: String, Hashable, Sendable, CaseIterable {
  case boolean = "BOOLEAN"
  case integer = "INTEGER"
  case bigint = "BIGINT"
  case double = "DOUBLE"
  case string = "STRING"
  case bytes = "BYTES"
  case time = "TIME"
  case date = "DATE"
  case timestamp = "TIMESTAMP"

  /// The type that a word stands for, in any case: `int`, `VARCHAR`…
  package init?(spelling: String) {
    switch spelling.uppercased() {
    case "INT": self = .integer
    case "VARCHAR": self = .string
    case let upper:
      guard let type = PrimitiveType(rawValue: upper) else { return nil }
      self = type
    }
  }
}

extension TypeSyntax {
  /// The type with every custom name replaced by `resolve(name)`; throws what `resolve` throws.
  package func resolved(
    _ resolve: (Identifier) throws(SQLError) -> TypeSyntax
  ) throws(SQLError) -> TypeSyntax {
    switch kind {
    case .primitive, .decimal: return self
    case .array(let element): return TypeSyntax(.array(try element.resolved(resolve)), span: span)
    case .map(let key, let value):
      return TypeSyntax(
        .map(key: try key.resolved(resolve), value: try value.resolved(resolve)), span: span)
    case .structure(let fields):
      return TypeSyntax(
        .structure(
          try fields.map { field throws(SQLError) in
            StructFieldSyntax(name: field.name, type: try field.type.resolved(resolve))
          }), span: span)
    case .named(let name):
      return TypeSyntax(try resolve(name).kind, span: span)
    }
  }
}
