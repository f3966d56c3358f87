// SHOW FUNCTIONS, or LIST FUNCTIONS.

/// `SHOW FUNCTIONS`.
package struct ShowFunctionsStatement: Hashable, Sendable {
  package init() {}
}
