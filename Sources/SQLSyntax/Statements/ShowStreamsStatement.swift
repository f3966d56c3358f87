// SHOW STREAMS, or LIST STREAMS.

/// `SHOW STREAMS`.
package struct ShowStreamsStatement: Hashable, Sendable {
  package let isExtended: Bool

  package init(isExtended: Bool = false) {
    self.isExtended = isExtended
  }
}
