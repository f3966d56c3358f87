// AVG: sum and count, divided when the result is asked for; 0.0 when there was no value. State:
// the sum (an INTEGER's wraps at 32 bits, as the dialect has it) and the count.

import Values

extension AggregateFunction {
  static let average = AggregateFunction(
    "AVG", summary: "The mean of the values that are not NULL; 0.0 when there are none.",
    overloads: [
      overload(.integer) { (_: AggregateArguments) throws(FunctionError) in
        FoldKernel(AverageOfIntegers.self)
      },
      overload(.bigint) { (_: AggregateArguments) throws(FunctionError) in
        FoldKernel(AverageOfBigints.self)
      },
      overload(.double) { (_: AggregateArguments) throws(FunctionError) in
        FoldKernel(AverageOfDoubles.self)
      },
    ])

  private static func overload(
    _ type: SQLType,
    _ make: @escaping @Sendable (AggregateArguments) throws(FunctionError) -> any AggregateKernel
  ) -> AggregateOverload {
    .unary(
      .type(type), "the value to average", returns: AggregateOverload.always(.double),
      hasUndo: true,
      intermediate: { .struct([StructField("SUM", $0[0]), StructField("COUNT", .bigint)]) },
      make: make)
  }
}

/// Sum and count of an average.
struct WholeAverage: BitwiseCopyable {
  var sum: Int64
  var count: Int64
}

struct DoubleAverage: BitwiseCopyable {
  var sum: Double
  var count: Int64
}

// Sums of whole numbers wrap silently: safe because the dialect defines them so; a count of rows
// cannot leave 64 bits.

enum AverageOfIntegers: FixedFold {
  static let start = WholeAverage(sum: 0, count: 0)

  @inline(__always) static func add(_ state: inout WholeAverage, _ value: Int32) {
    state.sum = state.sum &+ Int64(value)
    state.count &+= 1
  }

  @inline(__always) static func remove(_ state: inout WholeAverage, _ value: Int32) {
    state.sum = state.sum &- Int64(value)
    state.count &-= 1
  }

  @inline(__always) static func merge(_ state: inout WholeAverage, _ other: WholeAverage) {
    state.sum = state.sum &+ other.sum
    state.count &+= other.count
  }

  @inline(__always) static func result(_ state: WholeAverage) -> Double {
    state.count == 0 ? 0 : Double(Int32(truncatingIfNeeded: state.sum)) / Double(state.count)
  }
}

enum AverageOfBigints: FixedFold {
  static let start = WholeAverage(sum: 0, count: 0)

  @inline(__always) static func add(_ state: inout WholeAverage, _ value: Int64) {
    state.sum = state.sum &+ value
    state.count &+= 1
  }

  @inline(__always) static func remove(_ state: inout WholeAverage, _ value: Int64) {
    state.sum = state.sum &- value
    state.count &-= 1
  }

  @inline(__always) static func merge(_ state: inout WholeAverage, _ other: WholeAverage) {
    state.sum = state.sum &+ other.sum
    state.count &+= other.count
  }

  @inline(__always) static func result(_ state: WholeAverage) -> Double {
    state.count == 0 ? 0 : Double(state.sum) / Double(state.count)
  }
}

enum AverageOfDoubles: FixedFold {
  static let start = DoubleAverage(sum: 0, count: 0)

  @inline(__always) static func add(_ state: inout DoubleAverage, _ value: Double) {
    state.sum += value
    state.count &+= 1
  }

  @inline(__always) static func remove(_ state: inout DoubleAverage, _ value: Double) {
    state.sum -= value
    state.count &-= 1
  }

  @inline(__always) static func merge(_ state: inout DoubleAverage, _ other: DoubleAverage) {
    state.sum += other.sum
    state.count &+= other.count
  }

  @inline(__always) static func result(_ state: DoubleAverage) -> Double {
    state.count == 0 ? 0 : state.sum / Double(state.count)
  }
}
