// PAUSE: stops the processing of a persistent query.

/// `PAUSE`.
package struct PauseStatement: Hashable, Sendable {
  package let target: QueryTarget

  package init(target: QueryTarget) {
    self.target = target
  }
}
