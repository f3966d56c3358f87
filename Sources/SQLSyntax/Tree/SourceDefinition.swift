// What several statements say about streams and tables: their kind, their columns and the WITH
// clause.

/// Whether a source is a stream or a table; the raw value is the keyword.
package enum SourceKind: String, Hashable, Sendable {
  case stream = "STREAM"
  case table = "TABLE"
}

/// One column of CREATE STREAM or CREATE TABLE.
package struct ColumnDefinition: Hashable, Sendable {
  package let name: Identifier
  package let type: TypeSyntax
  package let role: Role
  @Incidental package var span: SourceSpan

  package init(
    name: Identifier, type: TypeSyntax, role: Role = .value, span: SourceSpan = .none
  ) {
    self.name = name
    self.type = type
    self.role = role
    self.span = span
  }

  /// Where in a record the column lives.
  package enum Role: Hashable, Sendable {
    case value
    /// `KEY`.
    case key
    /// `PRIMARY KEY`.
    case primaryKey
    /// `HEADERS`: all headers.
    case headers
    /// `HEADER('name')`: the last header of that name.
    case header(String)
  }
}

/// `WITH (name = literal, …)` in the order written.
package struct PropertyList: Hashable, Sendable {
  package var properties: [Property]
  @Incidental package var span: SourceSpan

  package init(_ properties: [Property] = [], span: SourceSpan = .none) {
    self.properties = properties
    self.span = span
  }

  package var isEmpty: Bool { properties.isEmpty }

  /// The last property of that name, whatever its case.
  package subscript(name: String) -> Property? {
    let upper = name.uppercased()
    return properties.last { $0.name.uppercased() == upper }
  }
}

/// One `name = literal`.
package struct Property: Hashable, Sendable {
  /// Upper-cased when the name was a bare word; as written when it was quoted.
  package let name: String
  /// Whether the name was a string literal, as the settings of connectors are.
  package let nameIsString: Bool
  package let value: Literal
  @Incidental package var nameSpan: SourceSpan
  @Incidental package var valueSpan: SourceSpan

  package init(
    name: String, nameIsString: Bool = false, value: Literal, nameSpan: SourceSpan = .none,
    valueSpan: SourceSpan = .none
  ) {
    self.name = name
    self.nameIsString = nameIsString
    self.value = value
    self.nameSpan = nameSpan
    self.valueSpan = valueSpan
  }
}

/// The name of a topic or subject: kept as written, quoted or not.
package struct TopicName: Hashable, Sendable {
  package let name: String
  @Incidental package var span: SourceSpan

  package init(_ name: String, span: SourceSpan = .none) {
    self.name = name
    self.span = span
  }
}

/// What TERMINATE, PAUSE and RESUME act on.
package enum QueryTarget: Hashable, Sendable {
  case all
  /// A query id; upper-cased unless it was quoted.
  case query(Identifier)
}
