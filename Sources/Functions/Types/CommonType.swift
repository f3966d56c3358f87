// The common type of a list: the elements of ARRAY[…], the keys or values of MAP(…), the left side
// and the list of IN. Elements are taken from left to right; each one may widen the type so far.

package import Values

/// An element of a list as far as its type matters. `text` is the expression as written, for
/// messages.
package indirect enum ListElement: Sendable {
  /// The literal NULL: fits every type.
  case null
  /// A string literal: adapts to numbers and booleans.
  case stringLiteral(String)
  /// Any other literal: takes the lax rules.
  case literal(SQLType, text: String)
  case expression(SQLType, text: String)
  /// The constructors, whose parts take part one by one.
  case array([ListElement], text: String)
  case map(keys: [ListElement], values: [ListElement], text: String)
  case `struct`([(name: String, value: ListElement)], text: String)
}

extension TypeRules {
  /// The type that all elements are cast to; nil if all are NULL. Fails with the dialect's
  /// "operator does not exist: A = B (expression)" or "invalid input syntax for type A: …".
  package static func commonType(
    _ elements: [ListElement]
  ) throws(FunctionError) -> SQLType? {
    var type: SQLType?
    for element in elements { type = try merge(type, element) }
    return type
  }

  private static func merge(
    _ type: SQLType?, _ element: ListElement
  ) throws(FunctionError) -> SQLType? {
    switch element {
    case .null: return type
    case .stringLiteral(let text):
      guard let type else { return .string }
      return try adapt(type, to: text)
    case .literal(let other, let text):
      return try widen(type, other, rules: .lax, text)
    case .expression(let other, let text):
      return try widen(type, other, rules: .strict, text)
    case .array(let parts, let text):
      var inner: SQLType?
      if case .array(let known)? = type { inner = known }
      for part in parts { inner = try merge(inner, part) }
      return try built(type, inner.map { .array($0) }, text)
    case .map(let keys, let values, let text):
      var key: SQLType?
      var value: SQLType?
      if case .map(let knownKey, let knownValue)? = type { (key, value) = (knownKey, knownValue) }
      for part in keys { key = try merge(key, part) }
      for part in values { value = try merge(value, part) }
      guard let key, let value else { return try built(type, nil, text) }
      return try built(type, .map(key: key, value: value), text)
    case .struct(let parts, let text):
      var fields: [StructField] = []
      if case .struct(let known)? = type { fields = known }
      for part in parts {
        let position = fields.firstIndex { $0.name == part.name }
        let merged: SQLType?
        do {
          merged = try merge(position.map { fields[$0].type }, part.value)
        } catch {
          if error.reason.hasPrefix("invalid input syntax") { throw error }
          let own = try built(nil, structType(parts), text)
          throw noOperator(type ?? own, own, text)
        }
        guard let merged else { continue }
        if let position {
          fields[position] = StructField(part.name, merged)
        } else {
          fields.append(StructField(part.name, merged))
        }
      }
      return try built(type, .struct(fields), text)
    }
  }

  private static func structType(
    _ parts: [(name: String, value: ListElement)]
  ) throws(FunctionError) -> SQLType {
    var fields: [StructField] = []
    for part in parts {
      if let type = try merge(nil, part.value) { fields.append(StructField(part.name, type)) }
    }
    return .struct(fields)
  }

  /// Checks that a constructor meets a type of its own kind.
  private static func built(
    _ type: SQLType?, _ result: SQLType?, _ text: String
  ) throws(FunctionError) -> SQLType {
    guard let result else { throw FunctionError("the elements of \(text) are all NULL") }
    guard let type else { return result }
    switch (type, result) {
    case (.array, .array), (.map, .map), (.struct, .struct): return result
    default: throw noOperator(type, result, text)
    }
  }

  private static func widen(
    _ type: SQLType?, _ other: SQLType, rules: CoercionRules, _ text: String
  ) throws(FunctionError) -> SQLType {
    guard let type else { return other }
    guard let result = wider(type, other, rules: rules) else {
      throw noOperator(type, other, text)
    }
    return result
  }

  /// The type that both sides can silently become.
  package static func wider(_ a: SQLType, _ b: SQLType, rules: CoercionRules) -> SQLType? {
    if a == b { return a }
    if a.isNumeric && b.isNumeric {
      if a == .double || b == .double { return .double }
      if case .decimal = a {} else if case .decimal = b {} else { return .bigint }
      guard let x = decimalShape(a), let y = decimalShape(b) else { return nil }
      return union(x, y)
    }
    switch (a, b) {
    case (.array(let x), .array(let y)):
      return wider(x, y, rules: rules).map { .array($0) }
    case (.map(let key, let value), .map(let otherKey, let otherValue)):
      guard let key = wider(key, otherKey, rules: rules),
        let value = wider(value, otherValue, rules: rules)
      else { return nil }
      return .map(key: key, value: value)
    case (.struct(let x), .struct(let y)): return wider(x, y, rules: rules)
    default:
      if implicitlyCastable(from: b, to: a, rules: rules) { return a }
      return implicitlyCastable(from: a, to: b, rules: rules) ? b : nil
    }
  }

  private static func wider(
    _ a: [StructField], _ b: [StructField], rules: CoercionRules
  ) -> SQLType? {
    var fields = a
    for field in b {
      if let position = fields.firstIndex(where: { $0.name == field.name }) {
        guard let type = wider(fields[position].type, field.type, rules: rules) else { return nil }
        fields[position] = StructField(field.name, type)
      } else {
        fields.append(field)
      }
    }
    return .struct(fields)
  }

  /// A string literal beside values of `type`.
  private static func adapt(_ type: SQLType, to text: String) throws(FunctionError) -> SQLType {
    switch type {
    case .boolean:
      let word = text.lowercased()
      let fits = ["true", "false", "yes", "no"].contains { $0.hasPrefix(word) }
      guard fits, !word.isEmpty else { throw badInput(type, text) }
      return .boolean
    case .integer, .bigint, .decimal, .double:
      guard let number = numberType(text) else { throw badInput(type, text) }
      guard let result = wider(type, number, rules: .lax) else { throw badInput(type, text) }
      return result
    case .array, .map, .struct: throw noOperator(type, .string, "'\(text)'")
    default: return type
    }
  }

  /// The narrowest type for a number in a string literal.
  private static func numberType(_ text: String) -> SQLType? {
    if Int32(text) != nil { return .integer }
    if Int64(text) != nil { return .bigint }
    guard let decimal = Decimal(text) else { return nil }
    return .decimal(precision: max(decimal.precision, decimal.scale), scale: decimal.scale)
  }

  private static func noOperator(_ a: SQLType, _ b: SQLType, _ text: String) -> FunctionError {
    FunctionError(
      "operator does not exist: \(a) = \(b) (\(text))\n"
        + "Hint: You might need to add explicit type casts.")
  }

  private static func badInput(_ type: SQLType, _ text: String) -> FunctionError {
    FunctionError("invalid input syntax for type \(type): \"\(text)\"")
  }
}
