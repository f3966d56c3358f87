// LIKE over whole columns.

package import Values

/// `value LIKE pattern`.
package enum LikeKernels {
  /// True where the whole value matches. A constant pattern is compiled once a batch, others once
  /// per run of equal patterns. A NULL value or pattern, or a pattern that ends with the escape
  /// character, fails the row.
  package static func evaluate(
    _ value: Column, pattern: Column, escape: Unicode.Scalar? = nil
  ) -> KernelResult {
    var errors = KernelErrors(rowCount: value.count)
    errors.failNulls(of: value)
    errors.failNulls(of: pattern)
    guard value.count > 0 else { return KernelResult(falses(0)) }
    if pattern.isConstant, pattern.isValid(0) {
      do {
        let compiled = try LikePattern(pattern.string(at: 0), escape: escape)
        return KernelResult(evaluate(value, compiled), errors: errors)
      } catch {
        for row in 0..<value.count where value.isValid(row) { errors.fail(row, error.reason) }
        return KernelResult(falses(value.count), errors: errors)
      }
    }
    return KernelResult(evaluateEach(value, pattern, escape, &errors), errors: errors)
  }

  /// True where the value matches a pattern compiled before; NULL values give false.
  package static func evaluate(_ value: Column, _ pattern: LikePattern) -> Column {
    let texts = TextVector(value)
    let result = FixedVector.make(.boolean, value.count) { (out: UnsafeMutablePointer<UInt8>) in
      pattern.match(texts, count: value.count, out)
    }
    let out = result.booleans
    FixedVector.forEachNull(value.validity, count: value.count) { out[$0] = 0 }
    return result
  }

  private static func evaluateEach(
    _ value: Column, _ pattern: Column, _ escape: Unicode.Scalar?, _ errors: inout KernelErrors
  ) -> Column {
    let texts = TextVector(value)
    let patterns = TextVector(pattern)
    var compiled: LikePattern?
    var compiledRow = -1
    return FixedVector.make(.boolean, value.count) { (out: UnsafeMutablePointer<UInt8>) in
      for row in 0..<value.count {
        out[row] = 0
        guard texts.isValid(row), patterns.isValid(row) else { continue }
        if compiledRow < 0 || !ByteScan.equal(patterns[row], patterns[compiledRow]) {
          do throws(FunctionError) {
            compiled = try LikePattern(patterns.string(row), escape: escape)
            compiledRow = row
          } catch {
            errors.fail(row, error.reason)
            continue
          }
        }
        compiled?.match(texts.from(row), count: 1, out + row)
      }
    }
  }

  private static func falses(_ count: Int) -> Column {
    FixedVector.make(.boolean, count) { (out: UnsafeMutablePointer<UInt8>) in
      out.initialize(repeating: 0, count: count)
    }
  }
}
