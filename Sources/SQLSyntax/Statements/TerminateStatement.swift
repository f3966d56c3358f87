// TERMINATE: ends a persistent query; its sink stays.

/// `TERMINATE`.
package struct TerminateStatement: Hashable, Sendable {
  package let target: QueryTarget

  package init(target: QueryTarget) {
    self.target = target
  }
}
