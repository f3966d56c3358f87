// SUM. Whole numbers wrap in their own width; a DECIMAL sum that leaves its precision is an error.
// State: the sum, Int64, Double or Int128 (as two words); 0 when there was no value.

import Values

extension AggregateFunction {
  static let sum = AggregateFunction(
    "SUM", summary: "Adds up the values; NULLs count for nothing.",
    overloads: [
      overload(.type(.integer)) { (_: AggregateArguments) throws(FunctionError) in
        FoldKernel(SumOfIntegers.self)
      },
      overload(.type(.bigint)) { (_: AggregateArguments) throws(FunctionError) in
        FoldKernel(SumOfBigints.self)
      },
      overload(.type(.double)) { (_: AggregateArguments) throws(FunctionError) in
        FoldKernel(SumOfDoubles.self)
      },
      overload(.decimal) { (call: AggregateArguments) throws(FunctionError) in
        SumOfDecimals(call.types[0])
      },
    ])

  private static func overload(
    _ type: ParameterType,
    _ make: @escaping @Sendable (AggregateArguments) throws(FunctionError) -> any AggregateKernel
  ) -> AggregateOverload {
    .unary(
      type, "the value to add", returns: AggregateOverload.sameAsArgument, hasUndo: true,
      intermediate: { $0[0] }, make: make)
  }
}

// Sums wrap silently: safe because the dialect defines them modulo the width of the type.

enum SumOfIntegers: FixedFold {
  static let start: Int64 = 0

  @inline(__always) static func add(_ state: inout Int64, _ value: Int32) {
    state = state &+ Int64(value)
  }

  @inline(__always) static func remove(_ state: inout Int64, _ value: Int32) {
    state = state &- Int64(value)
  }

  @inline(__always) static func merge(_ state: inout Int64, _ other: Int64) {
    state = state &+ other
  }

  @inline(__always) static func result(_ state: Int64) -> Int32 {
    Int32(truncatingIfNeeded: state)
  }
}

enum SumOfBigints: FixedFold {
  static let start: Int64 = 0

  @inline(__always) static func add(_ state: inout Int64, _ value: Int64) {
    state = state &+ value
  }

  @inline(__always) static func remove(_ state: inout Int64, _ value: Int64) {
    state = state &- value
  }

  @inline(__always) static func merge(_ state: inout Int64, _ other: Int64) {
    state = state &+ other
  }

  @inline(__always) static func result(_ state: Int64) -> Int64 { state }
}

enum SumOfDoubles: FixedFold {
  static let start: Double = 0

  @inline(__always) static func add(_ state: inout Double, _ value: Double) { state += value }
  @inline(__always) static func remove(_ state: inout Double, _ value: Double) { state -= value }
  @inline(__always) static func merge(_ state: inout Double, _ other: Double) { state += other }
  @inline(__always) static func result(_ state: Double) -> Double { state }
}

/// A 128-bit number in state memory, which is aligned to 8 bytes only.
struct WideNumber: BitwiseCopyable {
  var low: UInt64
  var high: Int64

  @inline(__always) init(_ value: Int128) {
    low = UInt64(truncatingIfNeeded: value)
    high = Int64(truncatingIfNeeded: value >> 64)
  }

  @inline(__always) var value: Int128 { Int128(high) << 64 | Int128(low) }
}

/// The sum of decimals of one precision; scale does not matter to it.
struct SumOfDecimals: RowAggregate {
  let fixedBytes = 16
  let hasBlob = false
  /// The first magnitude that the result's precision cannot hold.
  private let limit: UInt128

  init(_ type: SQLType) {
    if case .decimal(let precision, _) = type {
      limit = UInt128(Decimal.powerOfTen(min(precision, SQLType.decimalPrecisionMax)))
    } else {
      limit = Decimal.limit
    }
  }

  func prepare(_ rows: AggregateRows) -> Column { rows.arguments[0] }

  func add(
    _ column: Column, row: Int, order: Int64, to state: UnsafeMutableRawPointer, arena: BlobArena
  ) -> String? {
    guard column.isValid(row) else { return nil }
    let sum = state.assumingMemoryBound(to: WideNumber.self)
    let (result, overflow) = sum.pointee.value.addingReportingOverflow(column.decimals[row])
    guard !overflow, result.magnitude < limit else { return "Numeric field overflow" }
    sum.pointee = WideNumber(result)
    return nil
  }

  func remove(
    _ column: Column, row: Int, from state: UnsafeMutableRawPointer, arena: BlobArena
  ) -> String? {
    guard column.isValid(row) else { return nil }
    let sum = state.assumingMemoryBound(to: WideNumber.self)
    let (result, overflow) = sum.pointee.value.subtractingReportingOverflow(column.decimals[row])
    guard !overflow, result.magnitude < limit else { return "Numeric field overflow" }
    sum.pointee = WideNumber(result)
    return nil
  }

  func appendResult(_ state: UnsafeMutableRawPointer, to results: ColumnBuilder) {
    results.append(state.assumingMemoryBound(to: WideNumber.self).pointee.value)
  }

  func merge(
    _ other: UnsafeMutableRawPointer, into state: UnsafeMutableRawPointer, arena: BlobArena
  ) {
    let sum = state.assumingMemoryBound(to: WideNumber.self)
    let added = other.assumingMemoryBound(to: WideNumber.self).pointee.value
    // A merged sum beyond the precision stays as it is until the next row reports it.
    let (result, overflow) = sum.pointee.value.addingReportingOverflow(added)
    if !overflow { sum.pointee = WideNumber(result) }
  }
}
