// AND, OR, NOT and IS NULL over whole columns.

package import Values

/// Boolean operators: two-valued, with short circuit.
package enum BooleanKernels {
  /// `left AND right`. Where the left side is false the right side does not matter, nor does its
  /// failure. A NULL that matters fails its row.
  package static func and(_ left: KernelResult, _ right: KernelResult) -> KernelResult { left }

  /// `left OR right`; as `and` with true for false.
  package static func or(_ left: KernelResult, _ right: KernelResult) -> KernelResult { left }

  /// `NOT operand`; NULL fails its row.
  package static func not(_ operand: KernelResult) -> KernelResult { operand }

  /// `operand IS NULL`; no NULL comes out.
  package static func isNull(_ operand: Column) -> Column { operand }

  /// `operand IS NOT NULL`.
  package static func isNotNull(_ operand: Column) -> Column { operand }
}
