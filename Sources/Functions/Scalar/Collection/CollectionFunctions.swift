// The functions of arrays and maps, and short ways to declare them.

import Values

/// The family's registry.
enum CollectionFunctions {
  static let all: [ScalarFunction] = [
    .arrayConcat, .arrayContains, .arrayDistinct, .arrayExcept, .arrayIntersect, .arrayJoin,
    .arrayLength, .arrayMax, .arrayMin, .arrayRemove, .arraySort, .arrayUnion, .asMap, .entries,
    .generateSeries, .mapKeys, .mapUnion, .mapValues, .slice,
  ]
}

typealias ScalarReturns = @Sendable ([SQLType]) throws(FunctionError) -> SQLType

extension FunctionParameter {
  /// An ARRAY of any element type; one type for all that use it in a signature.
  static func array(_ name: String, _ description: String) -> FunctionParameter {
    FunctionParameter(name, .array(.generic("T")), description)
  }

  /// A MAP from STRING to any type.
  static func map(_ name: String, _ description: String) -> FunctionParameter {
    FunctionParameter(name, .map(key: .type(.string), value: .generic("T")), description)
  }
}

extension ScalarOverload {
  /// The result has the type of the first argument.
  static let sameAsFirst: ScalarReturns = {
    (types: [SQLType]) throws(FunctionError) -> SQLType in types[0]
  }

  /// The result has the type of the first argument's elements.
  static let elementOfFirst: ScalarReturns = {
    (types: [SQLType]) throws(FunctionError) -> SQLType in
    guard case .array(let element) = types[0] else {
      throw FunctionError("\(types[0]) is not an array")
    }
    return element
  }

  /// As `elementOfFirst`, for elements that have an order.
  static let orderedElementOfFirst: ScalarReturns = {
    (types: [SQLType]) throws(FunctionError) -> SQLType in
    let element = try elementOfFirst(types)
    guard !element.isNested else { throw FunctionError("\(element) has no order") }
    return element
  }
}
