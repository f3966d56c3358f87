// Which rows of a batch failed. A batch in which every row fails must stay cheap: a bit a row, and
// reasons only for the first few. A reason is an autoclosure, so the text of all others is never
// built.

package import Values

/// A row for which an expression has no value, and why.
package struct RowError: Hashable, Sendable {
  package let row: Int
  package let reason: String

  package init(row: Int, reason: String) {
    self.row = row
    self.reason = reason
  }
}

/// The rows of a batch that failed, with the reasons of the first few.
///
/// Safe to copy: the bitmap is copied before the first change to a shared one.
package struct KernelErrors: Sendable {
  /// Reasons kept for one call.
  package static let sampleMax = 16
  /// The reason of a row that failed because an operand was NULL.
  package static let nullOperand = "an operand is NULL"

  /// Rows of the batch.
  package let rowCount: Int
  /// Set bit = the row failed; nil = none did.
  package private(set) var failed: Bitmap?
  /// Reasons of some of the failed rows, at least one if there are any.
  package private(set) var samples: [RowError] = []

  package init(rowCount: Int) { self.rowCount = rowCount }

  package var isEmpty: Bool { failed == nil }

  package var count: Int { failed?.setCount ?? 0 }

  /// Marks a row as failed; the reason is evaluated only while samples are taken.
  package mutating func fail(_ row: Int, _ reason: @autoclosure () -> String) {
    ownBitmap()[row] = true
    if samples.count < KernelErrors.sampleMax {
      samples.append(RowError(row: row, reason: reason()))
    }
  }

  /// Marks every row that is NULL in `column` and did not fail before.
  package mutating func failNulls(
    of column: Column, _ reason: @autoclosure () -> String = KernelErrors.nullOperand
  ) {
    guard let validity = column.validity, !validity.isAllSet else { return }
    let bitmap = ownBitmap()
    for word in 0..<Bitmap.wordCount(rowCount) {
      var nulls = ~validity.words[word] & ~bitmap.words[word] & usedBits(word)
      bitmap.words[word] |= nulls
      while nulls != 0 && samples.count < KernelErrors.sampleMax {
        let row = word << 6 + nulls.trailingZeroBitCount
        samples.append(RowError(row: row, reason: reason()))
        nulls &= nulls - 1
      }
    }
  }

  /// Adds the failures of another call over the same rows.
  package mutating func formUnion(_ other: KernelErrors) {
    guard let others = other.failed else { return }
    ownBitmap().formUnion(others)
    samples.append(contentsOf: other.samples.prefix(KernelErrors.sampleMax - samples.count))
  }

  /// Adds those failures of another call that lie in `rows`.
  package mutating func formUnion(_ other: KernelErrors, within rows: Bitmap) {
    formUnion(other.restricted(to: rows))
  }

  /// The failures that lie in `rows`.
  package func restricted(to rows: Bitmap) -> KernelErrors {
    guard let failed else { return self }
    var result = KernelErrors(rowCount: rowCount)
    let kept = Bitmap(count: rowCount, all: false)
    var any: UInt64 = 0
    for word in 0..<Bitmap.wordCount(rowCount) {
      kept.words[word] = failed.words[word] & rows.words[word] & usedBits(word)
      any |= kept.words[word]
    }
    guard any != 0 else { return result }
    result.failed = kept
    result.samples = samples.filter { rows[$0.row] }
    if result.samples.isEmpty, let row = (0..<rowCount).first(where: { kept[$0] }) {
      result.samples = [RowError(row: row, reason: samples.last?.reason ?? "")]
    }
    return result
  }

  /// The column with NULL in the failed rows.
  package func masking(_ column: Column) -> Column {
    guard let failed else { return column }
    let validity = column.validity?.copy() ?? Bitmap(count: column.count, all: true)
    validity.subtract(failed)
    return column.with(validity: validity)
  }

  private mutating func ownBitmap() -> Bitmap {
    if failed == nil {
      failed = Bitmap(count: rowCount, all: false)
    } else if !isKnownUniquelyReferenced(&failed) {
      failed = failed?.copy()
    }
    return failed ?? Bitmap(count: rowCount, all: false)
  }

  private func usedBits(_ word: Int) -> UInt64 {
    let rest = rowCount - word << 6
    return rest >= 64 ? ~0 : (1 << UInt64(rest)) - 1
  }
}

/// What a kernel gives: the values, NULL in the rows that failed, and the failures.
package struct KernelResult: Sendable {
  package let column: Column
  package let errors: KernelErrors

  /// Takes the values as they are.
  package init(_ column: Column) {
    self.column = column
    errors = KernelErrors(rowCount: column.count)
  }

  /// Makes the failed rows NULL.
  package init(_ column: Column, errors: KernelErrors) {
    self.column = errors.masking(column)
    self.errors = errors
  }
}
