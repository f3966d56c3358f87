// Expressions made ready to run: a tree of closures over columns, called once per batch and node.

package import Functions
package import Plan
import Values

/// One expression, compiled.
struct CompiledExpression {
  let type: SQLType
  let evaluate: (EvaluationFrame) -> Evaluation
}

/// The expressions of one operator, compiled together: equal parts are computed once per batch.
///
/// Used by one thread at a time.
package final class ExpressionSet {
  private let expressions: [CompiledExpression]
  private var serial: UInt64 = 0

  /// Compiles the expressions. Fails for a function or overload that is not there.
  package init(_ expressions: [Expression], environment: FunctionEnvironment) throws(TaskError) {
    let compiler = ExpressionCompiler(environment: environment, shared: repeated(in: expressions))
    var compiled: [CompiledExpression] = []
    for expression in expressions { compiled.append(try compiler.compile(expression)) }
    self.expressions = compiled
  }

  /// Evaluates every expression over all rows of the batch, selected or not.
  func evaluate(_ batch: ColumnBatch) -> [Evaluation] {
    evaluate(count: batch.count, columns: batch.columns, batch)
  }

  /// Evaluates over the old values of the batch.
  func evaluate(old: OldValues, of batch: ColumnBatch) -> [Evaluation] {
    evaluate(count: batch.count, columns: old.columns, batch)
  }

  private func evaluate(
    count: Int, columns: [Column], _ batch: ColumnBatch
  ) -> [Evaluation] {
    serial += 1
    let frame = EvaluationFrame(
      count: count, columns: columns, timestamps: batch.timestamps, windows: batch.windows,
      serial: serial)
    return expressions.map { $0.evaluate(frame) }
  }
}

/// Parts with children that occur more than once; worth computing once.
private func repeated(in expressions: [Expression]) -> Set<Expression> {
  var seen: Set<Expression> = []
  var twice: Set<Expression> = []
  func visit(_ expression: Expression) {
    let children = expression.children
    guard !children.isEmpty else { return }
    if !seen.insert(expression).inserted {
      twice.insert(expression)
      return
    }
    // Inside a lambda the rows are others: nothing is shared with the outside.
    if case .call(let call) = expression, !call.lambdas.isEmpty {
      call.arguments.forEach(visit)
    } else {
      children.forEach(visit)
    }
  }
  expressions.forEach(visit)
  return twice
}
