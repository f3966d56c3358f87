// Chooses the overload of a call. Pass one wants exact types, pass two (not for aggregates) allows
// silent widening; among several that fit, `Signature.rank` decides and a tie is an error.

import Values

/// Overload choice for all kinds of functions.
package enum FunctionResolution {
  /// The error for a name that no function has.
  package static func notFound(_ name: String) -> FunctionError {
    FunctionError("Can't find any functions with the name '\(name)'")
  }

  /// Chooses an overload of a scalar function.
  package static func resolve(
    _ function: ScalarFunction, _ arguments: [ArgumentType]
  ) throws(FunctionError) -> ResolvedCall {
    let signatures = function.overloads.map {
      Signature(parameters: $0.parameters, variadic: $0.variadic)
    }
    return try resolve(function.name, signatures, arguments, casts: true) {
      index, types throws(FunctionError) in try function.overloads[index].returns(types)
    }
  }

  /// Chooses an overload of a table function; the result type is that of one produced row.
  package static func resolve(
    _ function: TableFunction, _ arguments: [ArgumentType]
  ) throws(FunctionError) -> ResolvedCall {
    let signatures = function.overloads.map {
      Signature(parameters: $0.parameters, variadic: nil)
    }
    return try resolve(function.name, signatures, arguments, casts: true) {
      index, types throws(FunctionError) in try function.overloads[index].returns(types)
    }
  }

  /// Chooses an overload of an aggregate. `arguments` holds the per-row arguments and then the
  /// literals; `AggregateOverload.literalCount(in:)` tells how many of them are literals.
  package static func resolve(
    _ function: AggregateFunction, _ arguments: [ArgumentType]
  ) throws(FunctionError) -> ResolvedCall {
    let signatures = function.overloads.map { overload in
      let parameters = overload.parameters + overload.literals
      return Signature(
        parameters: parameters,
        variadic: overload.variadic ?? (overload.variadicLiteral ? parameters.count - 1 : nil))
    }
    return try resolve(function.name, signatures, arguments, casts: false) {
      index, types throws(FunctionError) in
      let overload = function.overloads[index]
      return try overload.returns(
        Array(types.dropLast(overload.literalCount(in: types.count))))
    }
  }

  private static func resolve(
    _ name: String, _ signatures: [Signature], _ arguments: [ArgumentType], casts: Bool,
    returns: (Int, [SQLType]) throws(FunctionError) -> SQLType
  ) throws(FunctionError) -> ResolvedCall {
    for pass in casts ? [false, true] : [false] {
      var fitting: [(index: Int, bindings: Signature.Bindings)] = []
      for (index, signature) in signatures.enumerated() {
        if let bindings = signature.match(arguments, casts: pass) {
          fitting.append((index, bindings))
        }
      }
      guard !fitting.isEmpty else { continue }
      let best = try first(of: fitting, signatures, name, arguments)
      return try bind(name, signatures, best.index, best.bindings, arguments, returns)
    }
    throw unaccepted(name, signatures, arguments)
  }

  private static func first(
    of fitting: [(index: Int, bindings: Signature.Bindings)], _ signatures: [Signature],
    _ name: String, _ arguments: [ArgumentType]
  ) throws(FunctionError) -> (index: Int, bindings: Signature.Bindings) {
    var best = fitting[0]
    var tie = false
    for candidate in fitting.dropFirst() {
      let (a, b) = (signatures[best.index].rank, signatures[candidate.index].rank)
      if a == b {
        tie = true
      } else if a.lexicographicallyPrecedes(b) {
        best = candidate
        tie = false
      }
    }
    guard !tie else {
      throw FunctionError(
        "Function '\(displayName(name))' cannot be resolved due to ambiguous method parameters "
          + "(\(text(arguments))).\nUse CAST() to explicitly convert your parameters to one of the "
          + "supported signatures.\n" + alternatives(name, signatures))
    }
    return best
  }

  /// Types of the parameters for a chosen overload; lambdas are typed from left to right, so that
  /// what one gives can be a parameter of the next.
  private static func bind(
    _ name: String, _ signatures: [Signature], _ index: Int, _ known: Signature.Bindings,
    _ arguments: [ArgumentType], _ returns: (Int, [SQLType]) throws(FunctionError) -> SQLType
  ) throws(FunctionError) -> ResolvedCall {
    var bindings = known
    var types: [SQLType] = []
    var lambdas: [[SQLType]] = []
    for (position, argument) in arguments.enumerated() {
      guard let parameter = signatures[index].parameter(at: position, of: arguments.count) else {
        throw unaccepted(name, signatures, arguments)
      }
      switch (argument, parameter.type) {
      case (.lambda(_, let body), .lambda(let parameters, let result)):
        let parameterTypes = parameters.map { Signature.bound($0, to: nil, bindings) }
        let type = try body(parameterTypes)
        guard Signature.fits(type, result, &bindings, casts: false) else {
          throw unaccepted(name, signatures, arguments)
        }
        types.append(type)
        lambdas.append(parameterTypes)
      case (.type(let type), _):
        types.append(Signature.bound(parameter.type, to: type, bindings))
      default:
        types.append(Signature.bound(parameter.type, to: nil, bindings))
      }
    }
    return ResolvedCall(
      overload: index, parameterTypes: types, lambdaParameterTypes: lambdas,
      resultType: try returns(index, types))
  }

  // MARK: - Text

  private static func unaccepted(
    _ name: String, _ signatures: [Signature], _ arguments: [ArgumentType]
  ) -> FunctionError {
    FunctionError(
      "Function '\(displayName(name))' does not accept parameters (\(text(arguments))).\n"
        + alternatives(name, signatures)
        + "\nFor detailed information on a function run: DESCRIBE FUNCTION <Function-Name>;")
  }

  private static func alternatives(_ name: String, _ signatures: [Signature]) -> String {
    "Valid alternatives are:\n"
      + signatures.map { "\(displayName(name))(\($0.text))" }.joined(separator: "\n")
  }

  /// Names in messages are lower case but for the few that the dialect always writes large.
  private static func displayName(_ name: String) -> String {
    switch name {
    case "COALESCE", "IFNULL", "NULLIF", "AS_VALUE": name
    default: name.lowercased()
    }
  }

  private static func text(_ arguments: [ArgumentType]) -> String {
    arguments.map { argument in
      switch argument {
      case .null: "null"
      case .type(let type): "\(type)"
      case .intervalUnit: "INTERVALUNIT"
      case .lambda: "LAMBDA"
      }
    }.joined(separator: ", ")
  }
}

extension AggregateOverload {
  /// How many of the last of `count` arguments are literals.
  package func literalCount(in count: Int) -> Int {
    variadicLiteral ? count - parameters.count : literals.count
  }
}
