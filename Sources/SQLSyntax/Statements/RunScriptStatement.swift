// RUN SCRIPT: the statements of a file. Shell and test files have it, the server does not.

/// `RUN SCRIPT`.
package struct RunScriptStatement: Hashable, Sendable {
  package let path: StringSyntax

  package init(path: StringSyntax) {
    self.path = path
  }
}
