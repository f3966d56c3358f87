// DESCRIBE FUNCTION: what a function takes, gives and does.

import Functions
import SQLSyntax
import Values

/// DESCRIBE FUNCTION: signatures, parameters, examples.
enum DescribeFunctionExecutor {
  static func execute(
    _ statement: DescribeFunctionStatement, _ context: StatementContext
  ) throws(DatabaseError) -> StatementResult {
    let name = statement.name.name.uppercased()
    if let function = ScalarFunctions.all.first(where: { $0.name == name }) {
      return .function(describe(function))
    }
    if let function = AggregateFunctions.all.first(where: { $0.name == name }) {
      return .function(describe(function))
    }
    if let function = TableFunctions.all.first(where: { $0.name == name }) {
      return .function(describe(function))
    }
    let names =
      ScalarFunctions.all.map(\.name) + AggregateFunctions.all.map(\.name)
      + TableFunctions.all.map(\.name)
    let hint = NameSuggestion.nearest(to: name, among: names).map { " Did you mean \($0)?" } ?? ""
    throw context.refusal("Can't find any functions with the name '\(name)'.\(hint)")
  }

  private static func describe(_ function: ScalarFunction) -> FunctionDescription {
    FunctionDescription(
      name: function.name, kind: .scalar, description: function.summary,
      variations: function.overloads.map { overload in
        variation(overload.parameters, variadic: overload.variadic, function.summary)
      }, examples: function.examples.map { ($0.call, $0.result) })
  }

  private static func describe(_ function: AggregateFunction) -> FunctionDescription {
    FunctionDescription(
      name: function.name, kind: .aggregate, description: function.summary,
      variations: function.overloads.map { overload in
        variation(
          overload.parameters + overload.literals, variadic: overload.variadic, function.summary)
      }, examples: [])
  }

  private static func describe(_ function: TableFunction) -> FunctionDescription {
    FunctionDescription(
      name: function.name, kind: .table, description: function.summary,
      variations: function.overloads.map { overload in
        variation(overload.parameters, variadic: nil, function.summary)
      }, examples: [])
  }

  private static func variation(
    _ parameters: [FunctionParameter], variadic: Int?, _ summary: String
  ) -> FunctionDescription.Variation {
    FunctionDescription.Variation(
      arguments: parameters.enumerated().map { index, parameter in
        FunctionDescription.Argument(
          name: parameter.name, type: parameter.type.signature, description: parameter.description,
          isVariadic: index == variadic)
      }, returnType: "", description: summary)
  }
}

extension ParameterType {
  /// The type as signatures write it.
  fileprivate var signature: String {
    switch self {
    case .type(let type): type.description
    case .decimal: "DECIMAL"
    case .generic(let name): name
    case .any: "ANY"
    case .array(let element): "ARRAY<\(element.signature)>"
    case .map(let key, let value): "MAP<\(key.signature), \(value.signature)>"
    case .struct(let fields): SQLType.struct(fields).description
    case .lambda(let inputs, let output):
      "LAMBDA (\(inputs.map(\.signature).joined(separator: ", "))) => \(output.signature)"
    case .intervalUnit: "INTERVALUNIT"
    }
  }
}
