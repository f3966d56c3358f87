// STDDEV_SAMP (the sample variance, for compatibility) and STDDEV_SAMPLE (its square root). State:
// sum, count and M2, the sum of squared distances from the mean, kept up row by row (Youngs and
// Cramer). Fewer than two values give 0.0.

import Platform
import Values

extension AggregateFunction {
  static let standardDeviationSamp = AggregateFunction(
    "STDDEV_SAMP", summary: "The sample variance of the values that are not NULL.",
    overloads: [
      varianceOverload(.integer) { (_: AggregateArguments) throws(FunctionError) in
        FoldKernel(WholeVariance<Int32, Variance>.self)
      },
      varianceOverload(.bigint) { (_: AggregateArguments) throws(FunctionError) in
        FoldKernel(WholeVariance<Int64, Variance>.self)
      },
      varianceOverload(.double) { (_: AggregateArguments) throws(FunctionError) in
        FoldKernel(DoubleVariance<Variance>.self)
      },
    ])

  static let standardDeviationSample = AggregateFunction(
    "STDDEV_SAMPLE", summary: "The sample standard deviation of the values that are not NULL.",
    overloads: [
      varianceOverload(.integer) { (_: AggregateArguments) throws(FunctionError) in
        FoldKernel(WholeVariance<Int32, Deviation>.self)
      },
      varianceOverload(.bigint) { (_: AggregateArguments) throws(FunctionError) in
        FoldKernel(WholeVariance<Int64, Deviation>.self)
      },
      varianceOverload(.double) { (_: AggregateArguments) throws(FunctionError) in
        FoldKernel(DoubleVariance<Deviation>.self)
      },
    ])

  private static func varianceOverload(
    _ type: SQLType,
    _ make: @escaping @Sendable (AggregateArguments) throws(FunctionError) -> any AggregateKernel
  ) -> AggregateOverload {
    .unary(
      .type(type), "the value", returns: AggregateOverload.always(.double), hasUndo: true,
      intermediate: {
        .struct([
          StructField("SUM", $0[0]), StructField("COUNT", .bigint), StructField("M2", .double),
        ])
      }, make: make)
  }
}

/// What is made of M2 and the count.
protocol SpreadResult: Sendable {
  static func of(_ m2: Double, _ count: Int64) -> Double
}

enum Variance: SpreadResult {
  @inline(__always) static func of(_ m2: Double, _ count: Int64) -> Double {
    count < 2 ? 0 : m2 / Double(count - 1)
  }
}

enum Deviation: SpreadResult {
  @inline(__always) static func of(_ m2: Double, _ count: Int64) -> Double {
    count < 2 ? 0 : (m2 / Double(count - 1)).squareRoot()
  }
}

struct WholeSpread: BitwiseCopyable {
  var sum: Int64
  var count: Int64
  var m2: Double
}

struct DoubleSpread: BitwiseCopyable {
  var sum: Double
  var count: Int64
  var m2: Double
}

// Sums of whole numbers wrap silently, as those of AVG do; safe because nothing relies on them
// but the result.

enum WholeVariance<Input: FixedWidthInteger & BitwiseCopyable & Sendable, R: SpreadResult>:
  FixedFold
{
  @inline(__always) static var start: WholeSpread { WholeSpread(sum: 0, count: 0, m2: 0) }

  @inline(__always) static func add(_ state: inout WholeSpread, _ value: Input) {
    let x = Int64(value)
    state.sum = state.sum &+ x
    state.count &+= 1
    if state.count > 1 { state.m2 += share(state, x) }
  }

  @inline(__always) static func remove(_ state: inout WholeSpread, _ value: Input) {
    let x = Int64(value)
    if state.count > 1 { state.m2 -= share(state, x) }
    state.sum = state.sum &- x
    state.count &-= 1
  }

  /// What x, one of the values, contributes to M2.
  @inline(__always) private static func share(_ state: WholeSpread, _ x: Int64) -> Double {
    let distance = Double(state.count &* x &- state.sum)
    return distance * distance / (Double(state.count) * Double(state.count - 1))
  }

  @inline(__always) static func merge(_ state: inout WholeSpread, _ other: WholeSpread) {
    state.m2 += other.m2
    state.m2 += between(Double(state.sum), state.count, Double(other.sum), other.count)
    state.sum = state.sum &+ other.sum
    state.count &+= other.count
  }

  @inline(__always) static func result(_ state: WholeSpread) -> Double {
    R.of(state.m2, state.count)
  }
}

enum DoubleVariance<R: SpreadResult>: FixedFold {
  @inline(__always) static var start: DoubleSpread { DoubleSpread(sum: 0, count: 0, m2: 0) }

  @inline(__always) static func add(_ state: inout DoubleSpread, _ value: Double) {
    state.sum += value
    state.count &+= 1
    if state.count > 1 { state.m2 += share(state, value) }
  }

  @inline(__always) static func remove(_ state: inout DoubleSpread, _ value: Double) {
    if state.count > 1 { state.m2 -= share(state, value) }
    state.sum -= value
    state.count &-= 1
  }

  @inline(__always) private static func share(_ state: DoubleSpread, _ x: Double) -> Double {
    let distance = Double(state.count) * x - state.sum
    return distance * distance / (Double(state.count) * Double(state.count - 1))
  }

  @inline(__always) static func merge(_ state: inout DoubleSpread, _ other: DoubleSpread) {
    state.m2 += other.m2 + between(state.sum, state.count, other.sum, other.count)
    state.sum += other.sum
    state.count &+= other.count
  }

  @inline(__always) static func result(_ state: DoubleSpread) -> Double {
    R.of(state.m2, state.count)
  }
}

/// What the distance between the means of two groups adds to M2 when they become one.
private func between(
  _ sum: Double, _ count: Int64, _ otherSum: Double, _ otherCount: Int64
) -> Double {
  guard count > 0, otherCount > 0 else { return 0 }
  let (n, m) = (Double(count), Double(otherCount))
  let distance = m * sum - n * otherSum
  return distance * distance / (n * m * (n + m))
}
