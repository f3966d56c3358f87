// How deep an expression may be. Planning, encoding and compiling walk expressions by recursion; the
// limit keeps all of them within the stack of a worker thread. Chains of AND and OR do not count:
// they are bound to trees of little height.

import SQLSyntax

enum NestingLimit {
  /// Levels of an expression, a chain of ANDs or ORs being one.
  static let levels = 300

  static func check(_ e: Written) throws(SQLError) {
    guard e.height > levels, !fits(e, levels) else { return }
    throw SQLError.statement(
      "The expression is nested more than \(levels) levels deep.", at: e.span, code: .tooLarge)
  }

  private static func fits(_ e: Written, _ levels: Int) -> Bool {
    guard levels > 0 else { return false }
    var rest = e
    while case .logical(let op, let left, let right) = rest.kind {
      guard fits(right, levels - 1) else { return false }
      guard case .logical(op, _, _) = left.kind else { return fits(left, levels - 1) }
      rest = left
    }
    var isFine = true
    rest.kind.forEachOperand { isFine = isFine && fits($0, levels - 1) }
    return isFine
  }
}
