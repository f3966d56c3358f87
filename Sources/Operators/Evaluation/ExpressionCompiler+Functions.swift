// Function calls and their lambdas.

import Functions
import Plan
import Values

extension ExpressionCompiler {
  func function(_ call: FunctionCall) throws(TaskError) -> (EvaluationFrame) -> Evaluation {
    guard let function = ScalarFunctions.function(named: call.name),
      function.overloads.indices.contains(call.overload)
    else {
      throw TaskError(.invalidPlan, "the plan calls function \(call.name), which is not there")
    }
    let overload = function.overloads[call.overload]
    var arguments: [(expression: CompiledExpression, isGuarded: Bool)] = []
    for argument in call.arguments {
      arguments.append((try compile(argument), argument.isGuardedAsArgument))
    }
    var lambdas: [CompiledLambda] = []
    for lambda in call.lambdas {
      lambdas.append(try CompiledLambda(lambda, environment: environment))
    }
    let (type, environment) = (call.type, environment)
    return { [arguments, lambdas] frame in
      let values = arguments.map { argument in
        let value = argument.expression.evaluate(frame)
        return argument.isGuarded ? value.isolated : value
      }
      let result = overload.evaluate(
        KernelCall(
          count: frame.count, arguments: values.map(\.column),
          lambdas: lambdas.map { BoundLambda(lambda: $0, outer: frame) }, resultType: type,
          environment: environment))
      var guarded = KernelErrors(rowCount: frame.count)
      for value in values { guarded.formUnion(value.guarded) }
      return Evaluation(result.adding(values), guarded: guarded)
    }
  }
}

extension Expression {
  /// Arguments that are calls or struct fields fail for themselves.
  fileprivate var isGuardedAsArgument: Bool {
    switch self {
    case .call, .field: true
    default: false
    }
  }
}

/// The body of a lambda, compiled.
final class CompiledLambda {
  let lambda: LambdaExpression
  private let body: CompiledExpression
  /// Columns of the batch that the body reads.
  let captured: Set<Int>
  private var serial: UInt64 = 0

  init(_ lambda: LambdaExpression, environment: FunctionEnvironment) throws(TaskError) {
    self.lambda = lambda
    body = try ExpressionCompiler(environment: environment).compile(lambda.body)
    captured = lambda.body.columnPositions
  }

  /// Evaluates over one row per binding; row i of a binding belongs to row `outerRows[i]` outside.
  func evaluate(
    _ values: [Column], outer: EvaluationFrame, outerRows: UnsafePointer<Int32>, count: Int
  ) -> KernelResult {
    serial += 1
    var parameters = outer.parameters.mapValues { $0.gathered(outerRows, count) }
    for (parameter, value) in zip(lambda.parameters, values) { parameters[parameter.id] = value }
    let frame = EvaluationFrame(
      count: count,
      columns: outer.columns.enumerated().map { position, column in
        captured.contains(position) ? column.gathered(outerRows, count) : column
      },
      timestamps: outer.timestamps.gathered(outerRows, count),
      windows: outer.windows.map {
        WindowBounds(
          starts: $0.starts.gathered(outerRows, count), ends: $0.ends.gathered(outerRows, count))
      },
      parameters: parameters, serial: serial)
    return body.evaluate(frame).result
  }
}

/// A lambda together with the rows outside of it.
struct BoundLambda: LambdaBody {
  let lambda: CompiledLambda
  let outer: EvaluationFrame

  func evaluate(
    parameters: [Column], outerRows: UnsafePointer<Int32>, count: Int
  ) -> KernelResult {
    lambda.evaluate(parameters, outer: outer, outerRows: outerRows, count: count)
  }
}
