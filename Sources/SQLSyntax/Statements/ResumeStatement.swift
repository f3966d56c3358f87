// RESUME: goes on with a paused query.

/// `RESUME`.
package struct ResumeStatement: Hashable, Sendable {
  package let target: QueryTarget

  package init(target: QueryTarget) {
    self.target = target
  }
}
