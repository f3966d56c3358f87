// SUM_LIST: the sum of the elements of lists. State: Int64 or Double.

import Values

extension AggregateFunction {
  static let sumList = AggregateFunction(
    "SUM_LIST", summary: "Adds up the elements of lists; NULL lists and elements count nothing.",
    overloads: [SQLType.integer, .bigint, .double].map { type in
      .unary(
        .array(.type(type)), "the list to add", returns: AggregateOverload.always(type),
        hasUndo: true, intermediate: { _ in type },
        make: { (_: AggregateArguments) throws(FunctionError) in SumOfLists(element: type) })
    })
}

struct SumOfLists: RowAggregate {
  let fixedBytes = 8
  let hasBlob = false
  let element: SQLType

  func prepare(_ rows: AggregateRows) -> Column { rows.arguments[0] }

  func add(
    _ column: Column, row: Int, order: Int64, to state: UnsafeMutableRawPointer, arena: BlobArena
  ) -> String? {
    guard column.isValid(row) else { return nil }
    let (whole, double) = sums(column, row)
    put(whole, double, into: state)
    return nil
  }

  func remove(
    _ column: Column, row: Int, from state: UnsafeMutableRawPointer, arena: BlobArena
  ) -> String? {
    guard column.isValid(row) else { return nil }
    let (whole, double) = sums(column, row)
    put(0 &- whole, -double, into: state)
    return nil
  }

  // Whole sums wrap silently: safe because the dialect defines them modulo the type's width.
  private func sums(_ column: Column, _ row: Int) -> (whole: Int64, double: Double) {
    let values = column.children[0]
    var (whole, double) = (Int64(0), 0.0)
    for i in column.elements(at: row) where values.isValid(i) {
      switch element {
      case .integer: whole = whole &+ Int64(values.int32s[i])
      case .bigint: whole = whole &+ values.int64s[i]
      default: double += values.doubles[i]
      }
    }
    return (whole, double)
  }

  private func put(_ whole: Int64, _ double: Double, into state: UnsafeMutableRawPointer) {
    if element == .double {
      state.assumingMemoryBound(to: Double.self).pointee += double
    } else {
      let sum = state.assumingMemoryBound(to: Int64.self)
      sum.pointee = sum.pointee &+ whole
    }
  }

  func appendResult(_ state: UnsafeMutableRawPointer, to results: ColumnBuilder) {
    switch element {
    case .integer: results.append(Int32(truncatingIfNeeded: state.load(as: Int64.self)))
    case .bigint: results.append(state.load(as: Int64.self))
    default: results.append(state.load(as: Double.self))
    }
  }

  func merge(
    _ other: UnsafeMutableRawPointer, into state: UnsafeMutableRawPointer, arena: BlobArena
  ) {
    put(other.load(as: Int64.self), other.load(as: Double.self), into: state)
  }
}
