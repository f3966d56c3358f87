// IN over a list of columns or of constants.

package import Values

/// `value IN (…)` for lists that are not all constant.
package enum InListKernels {
  /// True where `value` equals one of the elements; NULL on either side never matches; the result
  /// has no NULL. All columns have the common type.
  package static func evaluate(_ value: Column, in elements: [Column]) -> Column {
    let result = FixedVector.make(.boolean, value.count) { (out: UnsafeMutablePointer<UInt8>) in
      out.initialize(repeating: 0, count: value.count)
    }
    let out = result.booleans
    for element in elements {
      let hits = ComparisonKernels.evaluate(.equal, value, element)
      let found = hits.booleans
      for row in 0..<value.count { out[row] |= found[row] }
    }
    return result
  }
}
