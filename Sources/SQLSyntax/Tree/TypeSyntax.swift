// A data type as written. Spellings that mean the same are one case: INT and INTEGER, VARCHAR,
// VARCHAR(255) and STRING, `ARRAY<T>` and `T ARRAY`. A name that is none of the built-in types
// stays a name; the planner replaces it by the type that CREATE TYPE gave it.

/// A data type and its place. Equality ignores places.
package struct TypeSyntax: Hashable, Sendable {
  package let kind: Kind
  @Incidental package var span: SourceSpan
  /// 1 without element types, otherwise one more than the highest of them; bounded by
  /// `ParserLimits.typeHeight` in what was parsed.
  @Incidental package private(set) var height: Int

  package init(_ kind: Kind, span: SourceSpan = .none) {
    self.kind = kind
    self.span = span
    switch kind {
    case .primitive, .decimal, .named: height = 1
    case .array(let element): height = element.height + 1
    case .map(let key, let value): height = max(key.height, value.height) + 1
    case .structure(let fields): height = (fields.map(\.type.height).max() ?? 0) + 1
    }
  }

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
