// Table functions in a select list: one row in, as many rows out as the longest result has.

import Functions
import Plan
import Values

/// Explodes rows.
final class FlatMap: Operator {
  var metrics = OperatorMetrics(name: "Explode")
  private let functions: [CompiledTableFunction]
  private let downstream: Downstream
  private let context: OperatorContext

  init(_ node: FlatMapNode, downstream: Downstream, context: OperatorContext) throws(TaskError) {
    var functions: [CompiledTableFunction] = []
    for call in node.functions {
      functions.append(try CompiledTableFunction(call, environment: context.environment))
    }
    self.functions = functions
    self.downstream = downstream
    self.context = context
  }

  func push(_ batch: ColumnBatch, from input: Int) throws(TaskError) {
    var batch = batch
    batch.selectPresent()
    guard batch.selectedCount > 0 else { return }
    let lists = functions.map { function in
      let result = function.evaluate(batch)
      context.note(
        result.errors, in: batch, kind: .tableFunction, place: metrics.name, metrics: &metrics)
      return result.column
    }
    var rows: [Int32] = []
    var elements: [[Int32]] = lists.map { _ in [] }
    batch.forEachRow { row in
      let lengths = lists.map { $0.isValid(row) ? $0.elements(at: row).count : 0 }
      let longest = lengths.max() ?? 0
      for step in 0..<longest {
        rows.append(Int32(truncatingIfNeeded: row))
        for (index, list) in lists.enumerated() {
          let element = step < lengths[index] ? list.elements(at: row).lowerBound + step : -1
          elements[index].append(Int32(truncatingIfNeeded: element))
        }
      }
    }
    guard !rows.isEmpty else { return }
    var output = rows.withUnsafeBufferPointer { rows in
      rows.baseAddress.map { batch.gathered($0, rows.count) } ?? batch
    }
    output.present = nil
    for (list, numbers) in zip(lists, elements) {
      numbers.withUnsafeBufferPointer { numbers in
        guard let start = numbers.baseAddress else { return }
        output.columns.append(
          list.children[0].gathered(start, numbers.count, allowsMissing: true))
      }
    }
    metrics.rowsOut += output.count
    try downstream.push(output)
  }
}

/// A call of a table function, ready to run.
struct CompiledTableFunction {
  private let arguments: ExpressionSet
  private let overload: TableOverload
  private let type: SQLType
  private let environment: FunctionEnvironment

  init(_ call: FunctionCall, environment: FunctionEnvironment) throws(TaskError) {
    guard let function = TableFunctions.named(call.name),
      function.overloads.indices.contains(call.overload)
    else {
      throw TaskError(.invalidPlan, "the plan calls function \(call.name), which is not there")
    }
    arguments = try ExpressionSet(call.arguments, environment: environment)
    overload = function.overloads[call.overload]
    type = call.type
    self.environment = environment
  }

  /// An ARRAY per row. A row in which an argument or the function fails gives no elements.
  func evaluate(_ batch: ColumnBatch) -> KernelResult {
    let values = arguments.evaluate(batch)
    var call = KernelCall(
      count: batch.count, arguments: values.map(\.column), resultType: .array(type),
      environment: environment)
    let column = overload.kernel(&call)
    return KernelResult(column, errors: call.errors).adding(values)
  }
}
