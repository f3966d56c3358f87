// Arithmetic over whole columns.

package import Values

/// `+ - * / %` and unary minus.
package enum ArithmeticKernels {
  /// Evaluates `left op right` to `resultType` (see `TypeRules.arithmeticResult`). The operands may
  /// have different numeric types; either may be constant. A NULL operand fails its row.
  package static func evaluate(
    _ op: ArithmeticOperator, _ left: Column, _ right: Column, resultType: SQLType
  ) -> KernelResult {
    KernelResult(left)
  }

  /// Unary minus; keeps the type.
  package static func negate(_ operand: Column) -> KernelResult {
    KernelResult(operand)
  }
}
