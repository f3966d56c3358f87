// A condition over a batch: a bit or a selection per row instead of a column.

import Functions
import Plan
import Values

/// A compiled WHERE or HAVING.
final class Predicate {
  private let expressions: ExpressionSet

  init(_ condition: Expression, environment: FunctionEnvironment) throws(TaskError) {
    expressions = try ExpressionSet([condition], environment: environment)
  }

  /// Evaluates over all rows. A failed or NULL row does not pass.
  func evaluate(_ batch: ColumnBatch) -> Evaluation { expressions.evaluate(batch)[0] }

  func evaluate(old: OldValues, of batch: ColumnBatch) -> Evaluation {
    expressions.evaluate(old: old, of: batch)[0]
  }

  /// The rows that are TRUE, among `within` and, if given, those set in `present`; nil when all
  /// rows of the batch are.
  static func select(_ column: Column, within batch: ColumnBatch, present: Bitmap?) -> Selection? {
    let valid = Bitmap.intersection(column.validity, present)
    let kept = Selection(capacity: batch.selectedCount)
    if let selection = batch.selection {
      kept.count = selectRows(
        column.booleans, valid?.words, from: selection.rows, count: selection.count,
        into: kept.rows)
    } else {
      kept.count = selectAll(column.booleans, valid?.words, count: batch.count, into: kept.rows)
      if kept.count == batch.count { return nil }
    }
    return kept
  }
}

// Hot: below a nanosecond a row, without a branch that depends on the data. The caller guarantees
// `count` rows in all arrays, so that the writes stay inside. Safe for the same reason.

@inline(never)
private func selectAll(
  _ booleans: UnsafePointer<UInt8>, _ valid: UnsafePointer<UInt64>?, count: Int,
  into out: UnsafeMutablePointer<Int32>
) -> Int {
  var kept = 0
  if let valid {
    for row in 0..<count {
      out[kept] = Int32(truncatingIfNeeded: row)
      kept &+= Int(booleans[row]) & Int(truncatingIfNeeded: valid[row >> 6] >> UInt64(row & 63))
    }
  } else {
    for row in 0..<count {
      out[kept] = Int32(truncatingIfNeeded: row)
      kept &+= Int(booleans[row])
    }
  }
  return kept
}

@inline(never)
private func selectRows(
  _ booleans: UnsafePointer<UInt8>, _ valid: UnsafePointer<UInt64>?,
  from rows: UnsafePointer<Int32>, count: Int, into out: UnsafeMutablePointer<Int32>
) -> Int {
  var kept = 0
  for i in 0..<count {
    let row = Int(rows[i])
    out[kept] = rows[i]
    let bit = valid.map { Int(truncatingIfNeeded: $0[row >> 6] >> UInt64(row & 63)) } ?? 1
    kept &+= Int(booleans[row]) & bit
  }
  return kept
}
