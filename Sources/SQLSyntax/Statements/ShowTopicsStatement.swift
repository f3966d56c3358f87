// SHOW TOPICS, or LIST TOPICS.

/// `SHOW TOPICS`.
package struct ShowTopicsStatement: Hashable, Sendable {
  /// `ALL`: hidden and internal topics too.
  package let includesInternal: Bool
  package let isExtended: Bool

  package init(includesInternal: Bool = false, isExtended: Bool = false) {
    self.includesInternal = includesInternal
    self.isExtended = isExtended
  }
}
