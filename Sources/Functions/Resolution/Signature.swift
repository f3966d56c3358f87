// A signature as resolution sees it, whatever kind of function it belongs to: matching of
// arguments, binding of type variables, ranking and text.

import Values

/// The parameters of an overload in one list.
struct Signature {
  let parameters: [FunctionParameter]
  let variadic: Int?

  /// Bindings of type variables by name.
  typealias Bindings = [String: SQLType]

  func parameter(at position: Int, of count: Int) -> FunctionParameter? {
    ParameterLayout.index(
      of: position, arguments: count, parameters: parameters.count, variadic: variadic
    ).map { parameters[$0] }
  }

  /// The bindings under which the arguments fit; nil if they do not.
  func match(_ arguments: [ArgumentType], casts: Bool) -> Bindings? {
    var bindings: Bindings = [:]
    if arguments.isEmpty {
      let required = parameters.count - (variadic == nil ? 0 : 1)
      return required == 0 ? bindings : nil
    }
    for (position, argument) in arguments.enumerated() {
      guard let parameter = parameter(at: position, of: arguments.count),
        Signature.fits(argument, parameter.type, &bindings, casts: casts)
      else { return nil }
    }
    return bindings
  }

  private static func fits(
    _ argument: ArgumentType, _ parameter: ParameterType, _ bindings: inout Bindings, casts: Bool
  ) -> Bool {
    switch (argument, parameter) {
    case (.intervalUnit, .intervalUnit): return true
    case (.intervalUnit, _), (_, .intervalUnit): return false
    case (.lambda(let count, _), .lambda(let parameters, _)): return count == parameters.count
    case (.lambda, _), (.type, .lambda): return false
    case (.null, _): return true
    case (.type(let type), _): return fits(type, parameter, &bindings, casts: casts)
    }
  }

  /// Whether a type fits; type variables take the first type they meet and never widen.
  static func fits(
    _ type: SQLType, _ parameter: ParameterType, _ bindings: inout Bindings, casts: Bool
  ) -> Bool {
    switch parameter {
    case .type(let expected):
      return type == expected
        || (casts && TypeRules.implicitlyCastable(from: type, to: expected))
    case .decimal:
      if case .decimal = type { return true }
      return casts && (type == .integer || type == .bigint)
    case .generic(let name):
      if let bound = bindings[name] { return bound == type }
      bindings[name] = type
      return true
    case .any: return true
    case .array(let element):
      guard case .array(let inner) = type else { return false }
      return fits(inner, element, &bindings, casts: casts)
    case .map(let key, let value):
      guard case .map(let innerKey, let innerValue) = type else { return false }
      return fits(innerKey, key, &bindings, casts: casts)
        && fits(innerValue, value, &bindings, casts: casts)
    case .struct(let fields): return type == .struct(fields)
    case .lambda, .intervalUnit: return false
    }
  }

  /// The type that the kernel gets for an argument that fits.
  static func bound(
    _ parameter: ParameterType, to type: SQLType?, _ bindings: Bindings
  ) -> SQLType {
    switch parameter {
    case .type(let expected): return expected
    case .decimal:
      guard let type, let shape = TypeRules.decimalShape(type) else {
        return .decimal(precision: 1, scale: 0)
      }
      return .decimal(precision: shape.precision, scale: shape.scale)
    case .generic(let name): return bindings[name] ?? type ?? .string
    case .any: return type ?? .string
    case .array(let element):
      var inner: SQLType?
      if case .array(let known)? = type { inner = known }
      return .array(bound(element, to: inner, bindings))
    case .map(let key, let value):
      var (innerKey, innerValue): (SQLType?, SQLType?)
      if case .map(let knownKey, let knownValue)? = type {
        (innerKey, innerValue) = (knownKey, knownValue)
      }
      return .map(
        key: bound(key, to: innerKey, bindings), value: bound(value, to: innerValue, bindings))
    case .struct(let fields): return .struct(fields)
    case .lambda, .intervalUnit: return .string
    }
  }

  // MARK: - Ranking

  /// Larger is better, compared from left to right: fixed length, more parameters, fewer type
  /// variables, no ANY, a variadic parameter further right.
  var rank: [Int] {
    [
      variadic == nil ? 1 : 0,
      parameters.count,
      -parameters.filter { Signature.isGeneric($0.type) }.count,
      parameters.contains { $0.type == .any } ? 0 : 1,
      variadic ?? 0,
    ]
  }

  private static func isGeneric(_ type: ParameterType) -> Bool {
    switch type {
    case .generic: true
    case .array(let element): isGeneric(element)
    case .map(let key, let value): isGeneric(key) || isGeneric(value)
    case .lambda(let parameters, let result):
      parameters.contains(where: isGeneric) || isGeneric(result)
    default: false
    }
  }

  // MARK: - Text

  /// `VARCHAR str, INT... pos`.
  var text: String {
    parameters.enumerated().map { position, parameter in
      "\(Signature.text(parameter.type))\(position == variadic ? "..." : "") \(parameter.name)"
    }.joined(separator: ", ")
  }

  private static func text(_ type: ParameterType) -> String {
    switch type {
    case .type(.integer): "INT"
    case .type(.string): "VARCHAR"
    case .type(let type): "\(type)"
    case .decimal: "DECIMAL"
    case .generic(let name): name
    case .any: "ANY"
    case .array(let element): "ARRAY<\(text(element))>"
    case .map(let key, let value): "MAP<\(text(key)), \(text(value))>"
    case .struct(let fields): "\(SQLType.struct(fields))"
    case .lambda(let parameters, let result):
      "LAMBDA (\(parameters.map(text).joined(separator: ", "))) => \(text(result))"
    case .intervalUnit: "INTERVALUNIT"
    }
  }
}
