// LIKE.

package import Values

/// A compiled LIKE pattern.
package struct LikePattern: Sendable {
  package init(_ pattern: String, escape: Character? = nil) throws(FunctionError) {}
}

/// `value LIKE pattern`.
package enum LikeKernels {
  /// The pattern may be constant or not. NULL value or pattern fails the row.
  package static func evaluate(
    _ value: Column, pattern: Column, escape: Character? = nil
  ) -> KernelResult {
    KernelResult(value)
  }
}
