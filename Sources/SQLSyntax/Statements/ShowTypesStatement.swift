// SHOW TYPES, or LIST TYPES.

/// `SHOW TYPES`.
package struct ShowTypesStatement: Hashable, Sendable {
  package init() {}
}
