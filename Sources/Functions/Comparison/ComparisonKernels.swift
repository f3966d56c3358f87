// Comparisons over whole columns.

package import Values

/// The comparison operators.
package enum ComparisonKernels {
  /// Evaluates `left op right`; the result has no NULL. The types are comparable in the sense of
  /// `TypeRules.comparable`; a text that is no time compares as NULL.
  package static func evaluate(
    _ op: ComparisonOperator, _ left: Column, _ right: Column
  ) -> Column {
    left
  }
}
