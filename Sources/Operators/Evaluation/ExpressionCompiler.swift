// From a bound expression to closures. Where a failure ends is decided here: it spreads to the
// whole expression, except at casts, constructor items, and arguments that are calls or `->`.

import Functions
import Plan
import Values

/// Compiles expressions of one operator.
final class ExpressionCompiler {
  let environment: FunctionEnvironment
  private let shared: Set<Expression>
  private var made: [Expression: CompiledExpression] = [:]

  init(environment: FunctionEnvironment, shared: Set<Expression> = []) {
    self.environment = environment
    self.shared = shared
  }

  func compile(_ expression: Expression) throws(TaskError) -> CompiledExpression {
    if let done = made[expression] { return done }
    var compiled = CompiledExpression(type: expression.type, evaluate: try body(of: expression))
    if let constant = folded(expression, compiled) {
      compiled = constant
    } else if shared.contains(expression) && expression.isDeterministic {
      compiled = CompiledExpression(
        type: compiled.type, evaluate: SharedEvaluation(compiled.evaluate).evaluate)
      made[expression] = compiled
    }
    return compiled
  }

  private func body(
    of expression: Expression
  ) throws(TaskError) -> (EvaluationFrame) -> Evaluation {
    switch expression {
    case .column(let position, _, _): return { Evaluation($0.columns[position]) }
    case .rowTime: return { Evaluation($0.timestamps) }
    case .windowStart: return windowBound { $0.starts }
    case .windowEnd: return windowBound { $0.ends }
    case .literal(let value, let type):
      let constant = ConstantColumn(value, type)
      return { Evaluation(constant.column(count: $0.count)) }
    case .lambdaParameter(let id, let name, let type):
      return { frame in
        Evaluation(frame.parameters[id] ?? missing(name, type, frame.count))
      }
    case .arithmetic(let op, let a, let b, let type):
      return try binary(a, b) { ArithmeticKernels.evaluate(op, $0, $1, resultType: type) }
    case .comparison(let op, let a, let b):
      return try binary(a, b) { KernelResult(ComparisonKernels.evaluate(op, $0, $1)) }
    case .negate(let a): return try unary(a) { ArithmeticKernels.negate($0) }
    case .and(let a, let b): return try connective(a, b, decidedBy: false, BooleanKernels.and)
    case .or(let a, let b): return try connective(a, b, decidedBy: true, BooleanKernels.or)
    case .not(let a):
      let operand = try compile(a)
      return { frame in
        let value = operand.evaluate(frame)
        return Evaluation(BooleanKernels.not(value.result), guarded: value.guarded)
      }
    case .isNull(let a): return try unary(a) { KernelResult(BooleanKernels.isNull($0)) }
    case .isNotNull(let a): return try unary(a) { KernelResult(BooleanKernels.isNotNull($0)) }
    case .inList(let a, let elements): return try inList(a, elements)
    case .like(let a, let pattern, let escape):
      let character = escape?.unicodeScalars.first
      return try binary(a, pattern) { LikeKernels.evaluate($0, pattern: $1, escape: character) }
    case .searchedCase(let branches, let otherwise, let type):
      return try searchedCase(branches, otherwise, type)
    case .cast(let a, let type):
      let cast = try unary(a) { CastKernels.cast($0, to: type) }
      return { cast($0).isolated }
    case .field(let a, let position, _, _):
      return try unary(a) { KernelResult(AccessKernels.field(of: $0, at: position)) }
    case .element(let a, let index, _):
      if case .map = a.type {
        return try binary(a, index) { KernelResult(AccessKernels.value(of: $0, for: $1)) }
      }
      return try binary(a, index) { KernelResult(AccessKernels.element(of: $0, at: $1)) }
    case .array(let elements, let type):
      return try constructor(elements) { ConstructorKernels.array($0, type: type, count: $1) }
    case .structure(let fields, let type):
      return try constructor(fields) { ConstructorKernels.structure($0, type: type, count: $1) }
    case .map(let entries, let type):
      let count = entries.count
      return try constructor(entries.map(\.key) + entries.map(\.value)) { parts, rows in
        ConstructorKernels.map(
          keys: Array(parts[..<count]), values: Array(parts[count...]), type: type, count: rows)
      }
    case .call(let call): return try function(call)
    }
  }

  // MARK: - Shapes

  private func unary(
    _ operand: Expression, _ kernel: @escaping (Column) -> KernelResult
  ) throws(TaskError) -> (EvaluationFrame) -> Evaluation {
    let operand = try compile(operand)
    return { frame in
      let value = operand.evaluate(frame)
      return Evaluation(kernel(value.column).adding([value]), guarded: value.guarded)
    }
  }

  private func binary(
    _ left: Expression, _ right: Expression,
    _ kernel: @escaping (Column, Column) -> KernelResult
  ) throws(TaskError) -> (EvaluationFrame) -> Evaluation {
    let (left, right) = (try compile(left), try compile(right))
    return { frame in
      let (a, b) = (left.evaluate(frame), right.evaluate(frame))
      var guarded = a.guarded
      guarded.formUnion(b.guarded)
      return Evaluation(kernel(a.column, b.column).adding([a, b]), guarded: guarded)
    }
  }

  /// AND and OR: what the right side logs counts only where the left side leaves the matter open.
  private func connective(
    _ left: Expression, _ right: Expression, decidedBy: Bool,
    _ kernel: @escaping (KernelResult, KernelResult) -> KernelResult
  ) throws(TaskError) -> (EvaluationFrame) -> Evaluation {
    let (left, right) = (try compile(left), try compile(right))
    return { frame in
      let (a, b) = (left.evaluate(frame), right.evaluate(frame))
      var guarded = a.guarded
      if !b.guarded.isEmpty {
        let decided = trueRows(a.column, is: decidedBy)
        guarded.formUnion(b.guarded, within: decided.inverted())
      }
      return Evaluation(kernel(a.result, b.result), guarded: guarded)
    }
  }

  private func inList(
    _ value: Expression, _ elements: [Expression]
  ) throws(TaskError) -> (EvaluationFrame) -> Evaluation {
    let literals = elements.compactMap { element -> Value? in
      if case .literal(let value, _) = element { value } else { nil }
    }
    if literals.count == elements.count {
      let set = InListSet(literals, type: value.type)
      return try unary(value) { KernelResult(set.evaluate($0)) }
    }
    var parts: [CompiledExpression] = []
    for part in [value] + elements { parts.append(try compile(part)) }
    return { frame in
      let values = parts.map { $0.evaluate(frame) }
      let result = InListKernels.evaluate(values[0].column, in: values.dropFirst().map(\.column))
      return Evaluation(KernelResult(result).adding(values), guarded: union(values, frame.count))
    }
  }

  private func searchedCase(
    _ branches: [CaseBranch], _ otherwise: Expression?, _ type: SQLType
  ) throws(TaskError) -> (EvaluationFrame) -> Evaluation {
    var conditions: [CompiledExpression] = []
    var results: [CompiledExpression] = []
    for branch in branches {
      conditions.append(try compile(branch.condition))
      results.append(try compile(branch.result))
    }
    var last: CompiledExpression?
    if let otherwise { last = try compile(otherwise) }
    return { [conditions, results, last] frame in
      let tests = conditions.map { $0.evaluate(frame) }
      let values = results.map { $0.evaluate(frame) }
      let rest = last?.evaluate(frame)
      var guarded = KernelErrors(rowCount: frame.count)
      if (tests + values + (rest.map { [$0] } ?? [])).contains(where: { !$0.guarded.isEmpty }) {
        let open = Bitmap(count: frame.count, all: true)
        for (test, value) in zip(tests, values) {
          guarded.formUnion(test.guarded, within: open)
          let chosen = trueRows(test.column, is: true)
          guarded.formUnion(value.guarded, within: .both(open, chosen))
          open.subtract(chosen)
        }
        if let rest { guarded.formUnion(rest.guarded, within: open) }
      }
      let result = CaseKernels.choose(
        conditions: tests.map(\.result), branches: values.map(\.result),
        otherwise: rest?.result, type: type, count: frame.count)
      return Evaluation(result, guarded: guarded)
    }
  }

  /// Constructors: an item that fails is NULL, the rest stands.
  private func constructor(
    _ items: [Expression], _ kernel: @escaping ([Column], Int) -> Column
  ) throws(TaskError) -> (EvaluationFrame) -> Evaluation {
    var parts: [CompiledExpression] = []
    for item in items { parts.append(try compile(item)) }
    return { [parts] frame in
      let values = parts.map { $0.evaluate(frame).isolated }
      return Evaluation(
        KernelResult(kernel(values.map(\.column), frame.count)),
        guarded: union(values, frame.count))
    }
  }

  private func windowBound(
    _ bound: @escaping (WindowBounds) -> Column
  ) -> (EvaluationFrame) -> Evaluation {
    { frame in
      Evaluation(frame.windows.map(bound) ?? missing("window", .bigint, frame.count))
    }
  }

  // MARK: - Constants

  /// An expression that reads nothing of the row is evaluated now; one that fails is left to fail
  /// in every row.
  private func folded(
    _ expression: Expression, _ compiled: CompiledExpression
  ) -> CompiledExpression? {
    if case .literal = expression { return nil }
    guard expression.isConstant && expression.isDeterministic else { return nil }
    let none = Column.constant(.null, type: .bigint, count: 1)
    let once = compiled.evaluate(
      EvaluationFrame(count: 1, columns: [], timestamps: none, windows: nil, serial: 0))
    guard once.result.errors.isEmpty && once.guarded.isEmpty else { return nil }
    let constant = ConstantColumn(once.column.value(at: 0), expression.type)
    return CompiledExpression(type: expression.type) {
      Evaluation(constant.column(count: $0.count))
    }
  }
}

/// Keeps the result of an expression that occurs more than once, for the rows of one evaluation.
private final class SharedEvaluation {
  private let compute: (EvaluationFrame) -> Evaluation
  private var serial: UInt64?
  private var kept: Evaluation?

  init(_ compute: @escaping (EvaluationFrame) -> Evaluation) { self.compute = compute }

  func evaluate(_ frame: EvaluationFrame) -> Evaluation {
    if let kept, serial == frame.serial { return kept }
    let fresh = compute(frame)
    kept = fresh
    serial = frame.serial
    return fresh
  }
}

/// The rows that are TRUE (or FALSE) and not NULL.
private func trueRows(_ column: Column, is wanted: Bool) -> Bitmap {
  let rows = Bitmap(count: column.count, all: false)
  let byte: UInt8 = wanted ? 1 : 0
  for row in 0..<column.count where column.isValid(row) && column.booleans[row] == byte {
    rows[row] = true
  }
  return rows
}

private func union(_ values: [Evaluation], _ count: Int) -> KernelErrors {
  var all = KernelErrors(rowCount: count)
  for value in values { all.formUnion(value.guarded) }
  return all
}

/// A column of NULLs, where a plan reads what its edge does not carry.
private func missing(_ name: String, _ type: SQLType, _ count: Int) -> Column {
  Column.constant(.null, type: type, count: count)
}

extension Bitmap {
  fileprivate static func both(_ a: Bitmap, _ b: Bitmap) -> Bitmap {
    Bitmap.intersection(a, b) ?? a
  }
}
