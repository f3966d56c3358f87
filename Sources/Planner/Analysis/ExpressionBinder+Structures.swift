// Constructors of arrays, maps and structs, and access to their parts.

import Functions
import Plan
import SQLSyntax
import Values

extension ExpressionBinder {
  mutating func field(
    _ base: Written, _ name: Identifier, _ e: Written
  ) throws(BindFailure) -> Expression {
    let bound = try bind(base)
    guard case .struct(let fields) = bound.type else {
      throw BindFailure(
        "Expected STRUCT type for '\(text(base))' but it is \(bound.type).", at: e.span, .typing)
    }
    guard let position = fields.firstIndex(where: { $0.name == name.name }) else {
      throw BindFailure(
        "Could not find field '\(name)' in '\(text(base))'.", at: name.span, .typing,
        code: .unknownColumn,
        hint: NameSuggestion.nearest(to: name.name, among: fields.map(\.name))
          .map { "Did you mean \($0)?" })
    }
    return .field(bound, position: position, name: name.name, type: fields[position].type)
  }

  mutating func subscripted(
    _ base: Written, _ index: Written, _ e: Written
  ) throws(BindFailure) -> Expression {
    let bound = try bind(base)
    let position = try bind(index)
    switch bound.type {
    case .array(let element):
      guard position.type.isNumeric else {
        throw BindFailure(
          "The index of an array must be a number, but \(text(index)) is \(position.type).",
          at: index.span, .typing)
      }
      return .element(bound, index: Self.cast(position, to: .integer), type: element)
    case .map(let key, let value):
      guard
        position.type == key
          || TypeRules.implicitlyCastable(from: position.type, to: key, rules: .strict)
      else {
        throw BindFailure(
          "The key of the map is \(key), but \(text(index)) is \(position.type).", at: index.span,
          .typing)
      }
      return .element(bound, index: Self.cast(position, to: key), type: value)
    default:
      var hint: String?
      if case .struct = bound.type { hint = "Use the dereference operator for structs: a->b" }
      throw BindFailure(
        "Subscript expression (\(text(e))) do not apply to \(bound.type).", at: e.span, .typing,
        hint: hint)
    }
  }

  mutating func array(_ elements: [Written], _ e: Written) throws(BindFailure) -> Expression {
    guard !elements.isEmpty else {
      throw BindFailure(
        "Array constructor cannot be empty. Please supply at least one element "
          + "(see https://github.com/confluentinc/ksql/issues/4239).", at: e.span, .typing)
    }
    let (bound, type) = try list(elements, e)
    guard let type else {
      throw BindFailure(
        "Cannot construct an array with all NULL elements "
          + "(see https://github.com/confluentinc/ksql/issues/4239). As a workaround, you may cast "
          + "a NULL value to the desired type.", at: e.span, .typing)
    }
    return .array(bound.map { Self.cast($0, to: type) }, .array(type))
  }

  mutating func map(_ entries: [WrittenEntry], _ e: Written) throws(BindFailure) -> Expression {
    guard !entries.isEmpty else {
      throw BindFailure(
        "Map constructor cannot be empty. Please supply at least one key value pair "
          + "(see https://github.com/confluentinc/ksql/issues/4239).", at: e.span, .typing)
    }
    for (index, entry) in entries.enumerated()
    where entries[..<index].contains(where: { $0.key == entry.key }) {
      throw BindFailure(
        "Map constructor has a key more than once: \(text(entry.key))", at: entry.key.span, .typing)
    }
    let (keys, keyType) = try list(entries.map(\.key), e)
    let (values, valueType) = try list(entries.map(\.value), e)
    guard let keyType, let valueType else {
      throw BindFailure(
        "Cannot construct a map with all NULL \(keyType == nil ? "keys" : "values") "
          + "(see https://github.com/confluentinc/ksql/issues/4239). As a workaround, you may cast "
          + "a NULL \(keyType == nil ? "key" : "value") to the desired type.", at: e.span, .typing)
    }
    let bound = zip(keys, values).map {
      MapExpressionEntry(
        key: Self.cast($0, to: keyType), value: Self.cast($1, to: valueType))
    }
    return .map(bound, .map(key: keyType, value: valueType))
  }

  mutating func structure(_ entries: [StructEntry], _ e: Written) throws(BindFailure) -> Expression
  {
    var fields: [StructField] = []
    var bound: [Expression] = []
    for entry in entries {
      let value = try bind(entry.value)
      if let other = fields.first(where: { $0.name == entry.name.name }) {
        throw BindFailure(
          "Duplicate field names found in STRUCT: '`\(other.name)` \(other.type)' and "
            + "'`\(entry.name.name)` \(value.type)'", at: entry.name.span, .typing)
      }
      bound.append(value)
      fields.append(StructField(entry.name.name, value.type))
    }
    return .structure(bound, .struct(fields))
  }

  /// Elements and their common type; nil if all are NULL.
  private mutating func list(
    _ elements: [Written], _ e: Written
  ) throws(BindFailure) -> ([Expression], SQLType?) {
    var bound: [Expression] = []
    var parts: [ListElement] = []
    for element in elements {
      let expression = try bind(element)
      bound.append(expression)
      parts.append(listElement(element, expression))
    }
    do {
      return (bound, try TypeRules.commonType(parts))
    } catch {
      throw BindFailure(error.reason, at: e.span)
    }
  }

  /// An element as the rules of common types see it.
  func listElement(_ written: Written, _ bound: Expression) -> ListElement {
    switch (written.kind, bound) {
    case (.literal(.null), _): return .null
    case (_, .literal(.string(let text), .string)): return .stringLiteral(text)
    case (_, .literal(_, let type)): return .literal(type, text: text(written))
    case (.array(let elements), .array(let parts, _)) where elements.count == parts.count:
      return .array(zip(elements, parts).map { part($0, $1) }, text: text(written))
    case (.map(let entries), .map(let parts, _)) where entries.count == parts.count:
      return .map(
        keys: zip(entries, parts).map { part($0.key, $1.key) },
        values: zip(entries, parts).map { part($0.value, $1.value) }, text: text(written))
    case (.structure(let entries), .structure(let parts, _)) where entries.count == parts.count:
      return .struct(
        zip(entries, parts).map { (name: $0.name.name, value: part($0.value, $1)) },
        text: text(written))
    default: return .expression(bound.type, text: text(written))
    }
  }

  /// A part of a constructor, looked at without the cast that the constructor gave it.
  private func part(_ written: Written, _ bound: Expression) -> ListElement {
    if case .cast(let inner, _) = bound {
      if case .cast = written.kind { return listElement(written, bound) }
      return listElement(written, inner)
    }
    return listElement(written, bound)
  }
}
