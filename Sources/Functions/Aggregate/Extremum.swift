// MIN and MAX. Fixed-width values: a flag and the value, no blob. Texts: a flag and a blob. The
// value is NULL until the first one that is not. Doubles order as in Java: −0.0 < 0.0 < NaN.

import Values

extension AggregateFunction {
  static let minimum = AggregateFunction(
    "MIN", summary: "The smallest value; NULLs are ignored.", overloads: Extremum.overloads(.least))

  static let maximum = AggregateFunction(
    "MAX", summary: "The largest value; NULLs are ignored.",
    overloads: Extremum.overloads(.greatest))
}

/// Which end of the order is kept.
enum Extremum: Sendable {
  case least, greatest

  static func overloads(_ end: Extremum) -> [AggregateOverload] {
    let types: [ParameterType] = [
      .type(.integer), .type(.bigint), .type(.double), .decimal, .type(.string), .type(.date),
      .type(.time), .type(.timestamp), .type(.bytes),
    ]
    return types.map { type in
      .unary(
        type, "the value to compare", returns: AggregateOverload.sameAsArgument, hasUndo: false,
        intermediate: { $0[0] },
        make: { (call: AggregateArguments) throws(FunctionError) in
          try end.kernel(call.types[0])
        })
    }
  }

  func kernel(_ type: SQLType) throws(FunctionError) -> any AggregateKernel {
    switch (type, self) {
    case (.integer, .least), (.date, .least), (.time, .least):
      FoldKernel(ExtremumFold<Int32, Least>.self)
    case (.integer, .greatest), (.date, .greatest), (.time, .greatest):
      FoldKernel(ExtremumFold<Int32, Greatest>.self)
    case (.bigint, .least), (.timestamp, .least): FoldKernel(ExtremumFold<Int64, Least>.self)
    case (.bigint, .greatest), (.timestamp, .greatest):
      FoldKernel(ExtremumFold<Int64, Greatest>.self)
    case (.double, .least): FoldKernel(ExtremumFold<Double, Least>.self)
    case (.double, .greatest): FoldKernel(ExtremumFold<Double, Greatest>.self)
    case (.decimal, .least): FoldKernel(ExtremumFold<Int128, Least>.self)
    case (.decimal, .greatest): FoldKernel(ExtremumFold<Int128, Greatest>.self)
    case (.string, _), (.bytes, _): TextExtremum(type, self)
    default: throw FunctionError("\(type) has no order")
    }
  }
}

/// A fixed-width value with a total order, and its form in state memory.
protocol OrderedState: BitwiseCopyable, Sendable {
  associatedtype Stored: BitwiseCopyable
  static var zero: Stored { get }
  static func stored(_ value: Self) -> Stored
  static func read(_ stored: Stored) -> Self
  static func precedes(_ a: Stored, _ b: Stored) -> Bool
}

extension Int32: OrderedState {
  static var zero: Int64 { 0 }
  @inline(__always) static func stored(_ value: Int32) -> Int64 { Int64(value) }
  @inline(__always) static func read(_ stored: Int64) -> Int32 { Int32(truncatingIfNeeded: stored) }
  @inline(__always) static func precedes(_ a: Int64, _ b: Int64) -> Bool { a < b }
}

extension Int64: OrderedState {
  static var zero: Int64 { 0 }
  @inline(__always) static func stored(_ value: Int64) -> Int64 { value }
  @inline(__always) static func read(_ stored: Int64) -> Int64 { stored }
  @inline(__always) static func precedes(_ a: Int64, _ b: Int64) -> Bool { a < b }
}

extension Double: OrderedState {
  static var zero: Int64 { 0 }
  /// The key that `DoubleOrder` sorts by; making a key of the key's bits gives the value back.
  @inline(__always) static func stored(_ value: Double) -> Int64 { DoubleOrder.key(value) }
  @inline(__always) static func read(_ stored: Int64) -> Double {
    Double(bitPattern: UInt64(bitPattern: DoubleOrder.flip(stored)))
  }
  @inline(__always) static func precedes(_ a: Int64, _ b: Int64) -> Bool { a < b }
}

extension Int128: OrderedState {
  static var zero: WideNumber { WideNumber(0) }
  @inline(__always) static func stored(_ value: Int128) -> WideNumber { WideNumber(value) }
  @inline(__always) static func read(_ stored: WideNumber) -> Int128 { stored.value }
  @inline(__always) static func precedes(_ a: WideNumber, _ b: WideNumber) -> Bool {
    a.value < b.value
  }
}

/// Whether a new value takes the place of the one kept.
protocol ExtremumEnd: Sendable {
  static func replaces<T: OrderedState>(
    _ new: T.Stored, _ kept: T.Stored, _ type: T.Type
  ) -> Bool
}

enum Least: ExtremumEnd {
  @inline(__always) static func replaces<T: OrderedState>(
    _ new: T.Stored, _ kept: T.Stored, _ type: T.Type
  ) -> Bool {
    T.precedes(new, kept)
  }
}

enum Greatest: ExtremumEnd {
  @inline(__always) static func replaces<T: OrderedState>(
    _ new: T.Stored, _ kept: T.Stored, _ type: T.Type
  ) -> Bool {
    T.precedes(kept, new)
  }
}

/// The value kept so far.
struct Kept<Stored: BitwiseCopyable>: BitwiseCopyable {
  /// 0 before the first value, then 1.
  var present: Int64
  var value: Stored
}

enum ExtremumFold<T: OrderedState, End: ExtremumEnd>: FixedFold {
  @inline(__always) static var start: Kept<T.Stored> { Kept(present: 0, value: T.zero) }

  @inline(__always) static func add(_ state: inout Kept<T.Stored>, _ value: T) {
    let new = T.stored(value)
    if state.present == 0 || End.replaces(new, state.value, T.self) {
      state = Kept(present: 1, value: new)
    }
  }

  @inline(__always) static func merge(
    _ state: inout Kept<T.Stored>, _ other: Kept<T.Stored>
  ) {
    if other.present != 0 { add(&state, T.read(other.value)) }
  }

  @inline(__always) static func result(_ state: Kept<T.Stored>) -> T { T.read(state.value) }

  @inline(__always) static func hasResult(_ state: Kept<T.Stored>) -> Bool { state.present != 0 }
}

/// MIN and MAX of STRING and BYTES. State: Int64 flag, blob with the bytes of the value.
struct TextExtremum: RowAggregate {
  let fixedBytes = 24
  let hasBlob = true
  private let isString: Bool
  private let sign: Int

  init(_ type: SQLType, _ end: Extremum) {
    isString = type == .string
    sign = end == .least ? 1 : -1
  }

  func prepare(_ rows: AggregateRows) -> Column { rows.arguments[0] }

  func add(
    _ column: Column, row: Int, order: Int64, to state: UnsafeMutableRawPointer, arena: BlobArena
  ) -> String? {
    guard column.isValid(row) else { return nil }
    take(UnsafeRawBufferPointer(column.bytes(at: row)), state, arena)
    return nil
  }

  private func take(
    _ value: UnsafeRawBufferPointer, _ state: UnsafeMutableRawPointer, _ arena: BlobArena
  ) {
    let flag = state.assumingMemoryBound(to: Int64.self)
    if flag.pointee != 0 {
      let a = value.assumingMemoryBound(to: UInt8.self)
      let b = blob(state).pointee.bytes.assumingMemoryBound(to: UInt8.self)
      let order = isString ? TextOrder.compareUTF16(a, b) : TextOrder.compareSigned(a, b)
      if order * sign >= 0 { return }
    }
    flag.pointee = 1
    arena.assign(blob(state), value)
  }

  func appendResult(_ state: UnsafeMutableRawPointer, to results: ColumnBuilder) {
    if state.load(as: Int64.self) == 0 {
      results.appendNull()
    } else {
      results.append(blob(state).pointee.bytes.assumingMemoryBound(to: UInt8.self))
    }
  }

  func merge(
    _ other: UnsafeMutableRawPointer, into state: UnsafeMutableRawPointer, arena: BlobArena
  ) {
    if other.load(as: Int64.self) != 0 { take(blob(other).pointee.bytes, state, arena) }
  }
}
