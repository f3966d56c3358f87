// Calls: scalar functions with lambdas and interval units, aggregates, table functions.

import Functions
import Plan
import SQLSyntax
import Values

extension ExpressionBinder {
  mutating func call(_ call: WrittenCall, _ e: Written) throws(BindFailure) -> Expression {
    let name = call.name.name.uppercased()
    if let function = ScalarFunctions.function(named: name) {
      return try scalar(function, call, e)
    }
    if let function = AggregateFunctions.named(name) { return try aggregate(function, call, e) }
    if let function = TableFunctions.named(name) { return try table(function, call, e) }
    throw BindFailure(
      FunctionResolution.notFound(call.name.name).reason, at: e.span, .complete,
      code: .unknownFunction,
      hint: NameSuggestion.nearest(to: name, among: Self.functionNames)
        .map { "Did you mean \($0)?" })
  }

  private static let functionNames: [String] =
    (ScalarFunctions.all.map(\.name) + AggregateFunctions.all.map(\.name)
    + TableFunctions.all.map(\.name)).sorted()

  /// Whether the name is an aggregate's.
  static func isAggregate(_ name: Identifier) -> Bool {
    AggregateFunctions.named(name.name) != nil && ScalarFunctions.function(named: name.name) == nil
  }

  static func isTableFunction(_ name: Identifier) -> Bool {
    TableFunctions.named(name.name) != nil && ScalarFunctions.function(named: name.name) == nil
  }

  // MARK: - Scalar functions

  private mutating func scalar(
    _ function: ScalarFunction, _ call: WrittenCall, _ e: Written
  ) throws(BindFailure) -> Expression {
    let takesUnits = function.overloads.contains { overload in
      overload.parameters.contains { $0.type == .intervalUnit }
    }
    var bound: [Expression?] = []
    var types: [ArgumentType] = []
    for argument in call.arguments {
      if takesUnits, let unit = Self.intervalUnit(argument) {
        bound.append(.literal(.string(unit.rawValue), .string))
        types.append(.intervalUnit)
      } else if case .lambda(let parameters, let body) = argument.kind {
        bound.append(nil)
        types.append(lambdaType(parameters, body))
      } else {
        let expression = try bind(argument)
        bound.append(expression)
        types.append(Self.isNull(argument) ? .null : .type(expression.type))
      }
    }
    let resolved: ResolvedCall
    do {
      resolved = try FunctionResolution.resolve(function, types)
    } catch {
      throw BindFailure(error.reason, at: e.span, .complete)
    }
    var arguments: [Expression] = []
    var lambdas: [LambdaExpression] = []
    for (index, argument) in call.arguments.enumerated() {
      if let expression = bound[index] {
        arguments.append(Self.cast(expression, to: resolved.parameterTypes[index]))
      } else if case .lambda(let parameters, let body) = argument.kind {
        lambdas.append(
          try lambda(parameters, body, types: resolved.lambdaParameterTypes[lambdas.count]))
      }
    }
    return .call(
      FunctionCall(
        name: function.name, overload: resolved.overload, arguments: arguments, lambdas: lambdas,
        type: resolved.resultType))
  }

  private static func intervalUnit(_ e: Written) -> TimeUnit? {
    guard case .column(let reference) = e.kind, reference.source == nil, !reference.name.isQuoted
    else { return nil }
    return TimeUnit(spelling: reference.name.name)
  }

  /// What resolution knows of a lambda: its body can be typed once its parameters are.
  private func lambdaType(_ parameters: [Identifier], _ body: Written) -> ArgumentType {
    let binder = self
    return .lambda(parameterCount: parameters.count) { types throws(FunctionError) in
      var copy = binder
      do throws(BindFailure) {
        return try copy.lambda(parameters, body, types: types).body.type
      } catch {
        throw FunctionError(error.sentence)
      }
    }
  }

  private mutating func lambda(
    _ parameters: [Identifier], _ body: Written, types: [SQLType]
  ) throws(BindFailure) -> LambdaExpression {
    var frame: [LambdaExpression.Parameter] = []
    for (parameter, type) in zip(parameters, types) {
      if frame.contains(where: { $0.name == parameter.name }) {
        throw BindFailure(
          "Reusing lambda parameter names in the same lambda is not supported: \(parameter)",
          at: parameter.span, .complete)
      }
      frame.append(
        LambdaExpression.Parameter(id: nextLambdaID, name: parameter.name, type: type))
      nextLambdaID += 1
    }
    lambdaFrames.append(frame)
    defer { lambdaFrames.removeLast() }
    return LambdaExpression(parameters: frame, body: try bind(body))
  }

  // MARK: - Aggregates

  private mutating func aggregate(
    _ function: AggregateFunction, _ call: WrittenCall, _ e: Written
  ) throws(BindFailure) -> Expression {
    if let outer = enclosingAggregate {
      throw BindFailure(
        "Aggregate functions can not be nested: \(outer)(\(function.name)())", at: e.span,
        .complete)
    }
    let isAllowed = aggregates != nil
    enclosingAggregate = function.name
    defer { enclosingAggregate = nil }
    var bound: [Expression] = []
    var types: [ArgumentType] = []
    for argument in call.arguments {
      let expression = try bind(argument)
      bound.append(expression)
      types.append(Self.isNull(argument) ? .null : .type(expression.type))
    }
    guard isAllowed else {
      throw BindFailure(
        "\(clause.rawValue) does not support aggregate functions: \(function.name) is an aggregate "
          + "function.", at: e.span, .complete)
    }
    let resolved: ResolvedCall
    do {
      resolved = try FunctionResolution.resolve(function, types)
    } catch {
      throw BindFailure(error.reason, at: e.span, .complete)
    }
    let overload = function.overloads[resolved.overload]
    let rowCount = bound.count - overload.literalCount(in: bound.count)
    var literals: [Value] = []
    for index in rowCount..<bound.count {
      guard case .literal(let value, _) = bound[index] else {
        throw BindFailure(
          "Parameter \(index + 1) passed to function \(function.name) must be a literal constant, "
            + "but was expression: '\(text(call.arguments[index]))'",
          at: call.arguments[index].span,
          .complete)
      }
      literals.append(value)
    }
    let arguments = (0..<rowCount).map { Self.cast(bound[$0], to: resolved.parameterTypes[$0]) }
    return register(
      AggregateCall(
        name: function.name, overload: resolved.overload, arguments: arguments, literals: literals,
        type: resolved.resultType))
  }

  /// The column that will hold the result of a call; equal calls share one.
  private mutating func register(_ call: AggregateCall) -> Expression {
    var calls = aggregates ?? []
    let index = calls.firstIndex(of: call) ?? calls.count
    if index == calls.count { calls.append(call) }
    aggregates = calls
    return .column(position: Scope.aggregates + index, name: call.name, type: call.type)
  }

  // MARK: - Table functions

  private mutating func table(
    _ function: TableFunction, _ call: WrittenCall, _ e: Written
  ) throws(BindFailure) -> Expression {
    if let outer = enclosingTableFunction {
      throw BindFailure(
        "Table functions cannot be nested: \(outer)(\(function.name)())", at: e.span, .complete)
    }
    if isInsideCase {
      throw BindFailure(
        "Table functions cannot be used in CASE: \(text(e))", at: e.span, .complete)
    }
    if aggregates != nil || enclosingAggregate != nil {
      throw BindFailure(
        "Table functions cannot be used with aggregations.", at: e.span, .complete)
    }
    guard tableFunctions != nil else {
      throw BindFailure(
        FunctionResolution.notFound(function.name).reason, at: e.span, .complete,
        code: .unknownFunction, hint: "Table functions can only be used in the SELECT list.")
    }
    enclosingTableFunction = function.name
    defer { enclosingTableFunction = nil }
    var bound: [Expression] = []
    var types: [ArgumentType] = []
    for argument in call.arguments {
      let expression = try bind(argument)
      bound.append(expression)
      types.append(Self.isNull(argument) ? .null : .type(expression.type))
    }
    let resolved: ResolvedCall
    do {
      resolved = try FunctionResolution.resolve(function, types)
    } catch {
      throw BindFailure(error.reason, at: e.span, .complete)
    }
    let arguments = zip(bound, resolved.parameterTypes).map { Self.cast($0, to: $1) }
    var calls = tableFunctions ?? []
    calls.append(
      FunctionCall(
        name: function.name, overload: resolved.overload, arguments: arguments,
        type: resolved.resultType))
    tableFunctions = calls
    return .column(
      position: Scope.tableFunctions + calls.count - 1, name: function.name,
      type: resolved.resultType)
  }
}
