// The searched CASE. All conditions and branches have been evaluated; per row the first condition
// that is true picks a branch. The choice is one small number a row, then each type has one copy
// loop.

package import Values

/// `CASE WHEN … THEN … ELSE … END`.
package enum CaseKernels {
  private static let none: Int32 = -1
  private static let undecided: Int32 = -2
  private static let failed: Int32 = -3

  /// Takes for each row the branch of the first condition that is true, otherwise `otherwise`,
  /// otherwise NULL. Failures count only in conditions up to the chosen one and in the chosen
  /// branch; a NULL condition fails its row. All branches have type `type`.
  package static func choose(
    conditions: [KernelResult], branches: [KernelResult], otherwise: KernelResult?,
    type: SQLType, count: Int
  ) -> KernelResult {
    var errors = KernelErrors(rowCount: count)
    let all = branches + (otherwise.map { [$0] } ?? [])
    return withUnsafeTemporaryAllocation(of: Int32.self, capacity: max(1, count)) { buffer in
      guard let choice = buffer.baseAddress else { return all[0] }
      choice.initialize(repeating: undecided, count: count)
      for (index, condition) in conditions.enumerated() {
        decide(Int32(index), condition, choice, count, &errors)
      }
      let rest = otherwise == nil ? none : Int32(branches.count)
      for row in 0..<count where choice[row] == undecided { choice[row] = rest }
      takeErrors(of: all, choice, count, &errors)
      let column = Gather.choose(from: all.map(\.column), choice, type: type, count: count)
      return KernelResult(column, errors: errors)
    }
  }

  private static func decide(
    _ index: Int32, _ condition: KernelResult, _ choice: UnsafeMutablePointer<Int32>, _ count: Int,
    _ errors: inout KernelErrors
  ) {
    let values = condition.column.booleans
    guard condition.column.validity != nil else {
      for row in 0..<count where choice[row] == undecided && values[row] != 0 {
        choice[row] = index
      }
      return
    }
    let open = Bitmap(count: count, all: false)
    for row in 0..<count where choice[row] == undecided {
      open[row] = true
      if !condition.column.isValid(row) {
        choice[row] = failed
      } else if values[row] != 0 {
        choice[row] = index
      }
    }
    var own = condition.errors
    own.failNulls(of: condition.column)
    errors.formUnion(own, within: open)
  }

  private static func takeErrors(
    of branches: [KernelResult], _ choice: UnsafeMutablePointer<Int32>, _ count: Int,
    _ errors: inout KernelErrors
  ) {
    for (index, branch) in branches.enumerated() where !branch.errors.isEmpty {
      let chosen = Bitmap(count: count, all: false)
      for row in 0..<count where choice[row] == Int32(index) { chosen[row] = true }
      errors.formUnion(branch.errors, within: chosen)
    }
  }
}
