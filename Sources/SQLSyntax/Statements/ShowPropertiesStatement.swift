// SHOW PROPERTIES, or LIST PROPERTIES.

/// `SHOW PROPERTIES`.
package struct ShowPropertiesStatement: Hashable, Sendable {
  package init() {}
}
