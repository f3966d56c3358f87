// The order of two rows of a column as sorting functions use it: doubles as in Java (−0.0 before
// 0.0, NaN last), everything else as `Column.compare`.

import Values

enum ElementOrder {
  /// Negative, zero or positive; both rows are valid.
  @inline(__always)
  static func compare(_ column: Column, _ a: Int, _ b: Int, isDouble: Bool) -> Int {
    compare(column, a, column, b, isDouble: isDouble)
  }

  @inline(__always)
  static func compare(
    _ left: Column, _ a: Int, _ right: Column, _ b: Int, isDouble: Bool
  ) -> Int {
    guard isDouble else { return left.compare(a, right, b) }
    let (x, y) = (DoubleOrder.key(left.doubles[a]), DoubleOrder.key(right.doubles[b]))
    return x < y ? -1 : (x == y ? 0 : 1)
  }
}
