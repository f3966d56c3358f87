// AND, OR, NOT and IS NULL over whole columns. Both sides have been evaluated for every row; short
// circuit means that a side which does not matter for a row cannot fail it either.

package import Values

/// Boolean operators: two-valued, with short circuit.
package enum BooleanKernels {
  /// `left AND right`. Where the left side is false the right side does not matter, nor does its
  /// failure. A NULL that matters fails its row.
  package static func and(_ left: KernelResult, _ right: KernelResult) -> KernelResult {
    let column = FixedVector.combine(left.column, right.column, to: .boolean) {
      (a: UInt8, b: UInt8) in a & b
    }
    return settled(column, left, right, deciding: 0)
  }

  /// `left OR right`; as `and` with true for false.
  package static func or(_ left: KernelResult, _ right: KernelResult) -> KernelResult {
    let column = FixedVector.combine(left.column, right.column, to: .boolean) {
      (a: UInt8, b: UInt8) in a | b
    }
    return settled(column, left, right, deciding: 1)
  }

  /// Adds NULLs and failures to the values; `deciding` is the left value that needs no right one.
  private static func settled(
    _ column: Column, _ left: KernelResult, _ right: KernelResult, deciding: UInt8
  ) -> KernelResult {
    var errors = left.errors
    errors.failNulls(of: left.column)
    guard right.column.validity != nil || !right.errors.isEmpty else {
      return KernelResult(column, errors: errors)
    }
    let count = column.count
    let undecided = Bitmap(count: count, all: false)
    let values = left.column.booleans
    for row in 0..<count where values[row] != deciding && left.column.isValid(row) {
      undecided[row] = true
    }
    errors.formUnion(right.errors, within: undecided)
    if let failed = right.errors.failed { undecided.subtract(failed) }
    var nulls = KernelErrors(rowCount: count)
    nulls.failNulls(of: right.column)
    errors.formUnion(nulls, within: undecided)
    // A right NULL may hold any byte; the decided rows take the left value.
    let out = column.booleans
    FixedVector.forEachNull(right.column.validity, count: count) { out[$0] = deciding }
    return KernelResult(column, errors: errors)
  }

  /// `NOT operand`; NULL fails its row.
  package static func not(_ operand: KernelResult) -> KernelResult {
    var errors = operand.errors
    errors.failNulls(of: operand.column)
    let column = FixedVector.map(operand.column, to: .boolean) { (value: UInt8) in value ^ 1 }
    return KernelResult(column, errors: errors)
  }

  /// `operand IS NULL`; no NULL comes out.
  package static func isNull(_ operand: Column) -> Column { presence(operand, absent: 1) }

  /// `operand IS NOT NULL`.
  package static func isNotNull(_ operand: Column) -> Column { presence(operand, absent: 0) }

  private static func presence(_ operand: Column, absent: UInt8) -> Column {
    FixedVector.make(.boolean, operand.count) { (out: UnsafeMutablePointer<UInt8>) in
      out.initialize(repeating: absent ^ 1, count: operand.count)
      FixedVector.forEachNull(operand.validity, count: operand.count) { out[$0] = absent }
    }
  }
}
