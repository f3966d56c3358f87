// SHOW VARIABLES, or LIST VARIABLES.

/// `SHOW VARIABLES`.
package struct ShowVariablesStatement: Hashable, Sendable {
  package init() {}
}
