// Trees to text. The canonical form is one line, keywords in upper case, names quoted only where they
// must be, parentheses only where the tree would change without them. Parsing it gives the same tree
// again, and printing that the same text.
//
// The explicit form is for messages: every operator in parentheses, NULL and truth values in lower
// case, as the reference dialect shows expressions to its users.

/// Writes statements, expressions and types.
package struct SQLPrinter {
  package private(set) var text = ""
  package let form: Form

  package init(_ form: Form = .canonical) { self.form = form }

  /// How much is spelled out.
  package enum Form: Sendable, Hashable {
    case canonical
    case explicit
  }

  /// The statement without a semicolon.
  package static func text(of statement: Statement) -> String {
    var printer = SQLPrinter()
    printer.statement(statement)
    return printer.text
  }

  package static func text(of query: Query) -> String {
    var printer = SQLPrinter()
    printer.query(query)
    return printer.text
  }

  package static func text(of expression: Expression, _ form: Form = .canonical) -> String {
    var printer = SQLPrinter(form)
    printer.expression(expression)
    return printer.text
  }

  package static func text(of type: TypeSyntax) -> String {
    var printer = SQLPrinter()
    printer.type(type)
    return printer.text
  }

  // MARK: - Pieces

  /// Words with one space before each, unless the text is empty or an opening bracket stands there.
  mutating func words(_ words: String?...) {
    for case .some(let word) in words {
      separate()
      text += word
    }
  }

  /// The text as it is, without a space.
  mutating func glue(_ piece: String) { text += piece }

  private mutating func separate() {
    switch text.utf8.last {
    case nil, UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "<"), UInt8(ascii: " "): break
    default: text += " "
    }
  }

  /// Elements with `, ` between them.
  mutating func list<Element>(
    _ elements: [Element], _ write: (inout SQLPrinter, Element) -> Void
  ) {
    for (index, element) in elements.enumerated() {
      if index > 0 { glue(",") }
      write(&self, element)
    }
  }

  /// A list in brackets, with no space before them.
  mutating func enclosed<Element>(
    _ open: String, _ elements: [Element], _ close: String,
    _ write: (inout SQLPrinter, Element) -> Void
  ) {
    glue(open)
    list(elements, write)
    glue(close)
  }

  // MARK: - Shared parts of statements

  mutating func statement(_ statement: Statement) { statement.write(to: &self) }

  mutating func names(_ names: [Identifier]) {
    guard !names.isEmpty else { return }
    glue(" ")
    enclosed("(", names, ")") { $0.words($1.description) }
  }

  mutating func row(_ values: [Expression]) {
    glue(" ")
    enclosed("(", values, ")") { $0.valueExpression($1) }
  }

  mutating func columns(_ columns: [ColumnDefinition]) {
    guard !columns.isEmpty else { return }
    glue(" ")
    enclosed("(", columns, ")") { printer, column in
      printer.words(column.name.description)
      printer.type(column.type)
      switch column.role {
      case .value: break
      case .key: printer.words("KEY")
      case .primaryKey: printer.words("PRIMARY KEY")
      case .headers: printer.words("HEADERS")
      case .header(let name): printer.words("HEADER(\(LiteralText.string(name)))")
      }
    }
  }

  mutating func with(_ properties: PropertyList) {
    guard !properties.isEmpty else { return }
    words("WITH")
    glue(" ")
    enclosed("(", properties.properties, ")") { printer, property in
      let name =
        property.nameIsString
        ? LiteralText.string(property.name) : IdentifierText.quotedIfNeeded(property.name)
      printer.words("\(name)=\(LiteralText.text(property.value))")
    }
  }

  mutating func assignment(_ name: StringSyntax, _ value: StringSyntax) {
    words(LiteralText.string(name.text), "=", LiteralText.string(value.text))
  }

  mutating func target(_ target: QueryTarget) {
    switch target {
    case .all: words("ALL")
    case .query(let id): words(id.description)
    }
  }

  /// Bare when it can be, otherwise as a string.
  mutating func topic(_ topic: TopicName) {
    let isPlain =
      topic.name.utf8.allSatisfy { $0 < 0x80 }
      && IdentifierText.canStandBare(topic.name.uppercased())
    words(isPlain ? topic.name : LiteralText.string(topic.name))
  }

  mutating func duration(_ duration: DurationLiteral) {
    words(String(duration.amount), duration.unit.rawValue)
  }

  mutating func timeout(_ timeout: DurationLiteral?) {
    guard let timeout else { return }
    words("TIMEOUT")
    duration(timeout)
  }

  mutating func type(_ type: TypeSyntax) {
    switch type.kind {
    case .primitive(let primitive): words(primitive.rawValue)
    case .decimal(let precision, let scale): words("DECIMAL(\(precision), \(scale))")
    case .array(let element):
      words("ARRAY")
      enclosed("<", [element], ">") { $0.type($1) }
    case .map(let key, let value):
      words("MAP")
      enclosed("<", [key, value], ">") { $0.type($1) }
    case .structure(let fields):
      words("STRUCT")
      enclosed("<", fields, ">") { printer, field in
        printer.words(field.name.description)
        printer.type(field.type)
      }
    case .named(let name): words(name.description)
    }
  }
}

extension Expression: CustomStringConvertible {
  /// The canonical text.
  package var description: String { SQLPrinter.text(of: self) }
}

extension TypeSyntax: CustomStringConvertible {
  /// The canonical text.
  package var description: String { SQLPrinter.text(of: self) }
}
