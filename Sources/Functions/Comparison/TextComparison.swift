// Comparison of STRING columns by UTF-16 code unit and of BYTES columns by signed byte.
//
// Safe because reads stay inside the rows' bytes.

import Values

enum TextComparison {
  /// Strings: equality is equality of bytes; order follows UTF-16.
  static func strings(_ op: ComparisonOperator, _ l: Column, _ r: Column) -> Column {
    if op.isEquality { return equality(op, l, r) }
    let (a, b) = (TextVector(l), TextVector(r))
    return FixedVector.make(.boolean, l.count) { (out: UnsafeMutablePointer<UInt8>) in
      for row in 0..<l.count {
        out[row] = ComparisonKernels.holds(op, order(a[row], b[row]))
      }
    }
  }

  /// Bytes, as signed numbers.
  static func bytes(_ op: ComparisonOperator, _ l: Column, _ r: Column) -> Column {
    if op.isEquality { return equality(op, l, r) }
    let (a, b) = (TextVector(l), TextVector(r))
    return FixedVector.make(.boolean, l.count) { (out: UnsafeMutablePointer<UInt8>) in
      for row in 0..<l.count {
        out[row] = ComparisonKernels.holds(op, TextOrder.compareSigned(a[row], b[row]))
      }
    }
  }

  private static func equality(_ op: ComparisonOperator, _ l: Column, _ r: Column) -> Column {
    let wanted = op == .equal || op == .isNotDistinctFrom
    if l.isConstant && !r.isConstant { return equality(op, r, l) }
    let (a, b) = (TextVector(l), TextVector(r))
    return FixedVector.make(.boolean, l.count) { (out: UnsafeMutablePointer<UInt8>) in
      guard r.isConstant, l.count > 0 else {
        for row in 0..<l.count {
          out[row] = ComparisonKernels.byte(ByteScan.equal(a[row], b[row]) == wanted)
        }
        return
      }
      let length = b.count(0)
      let constant = b.start(0)
      for row in 0..<l.count {
        let equal =
          a.count(row) == length && ByteScan.equal(a.start(row), constant, count: length)
        out[row] = ComparisonKernels.byte(equal == wanted)
      }
    }
  }

  /// `TextOrder.compareUTF16` with eight bytes at a time while the texts agree.
  @inline(__always)
  private static func order(
    _ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>
  ) -> Int {
    guard let x = a.baseAddress, let y = b.baseAddress else { return a.count - b.count }
    let shared = min(a.count, b.count)
    var i = 0
    while i + 8 <= shared {
      let p = UnsafeRawPointer(x).loadUnaligned(fromByteOffset: i, as: UInt64.self)
      let q = UnsafeRawPointer(y).loadUnaligned(fromByteOffset: i, as: UInt64.self)
      if p != q { break }
      i += 8
    }
    while i < shared && x[i] == y[i] { i += 1 }
    if i == shared { return a.count - b.count }
    let (p, q) = (x[i], y[i])
    if p >= 0xEE && q >= 0xEE {
      // Lead bytes from 0xF0 on start surrogate pairs, which sort before U+E000…U+FFFF.
      if p >= 0xF0 && q < 0xF0 { return -1 }
      if q >= 0xF0 && p < 0xF0 { return 1 }
    }
    return p < q ? -1 : 1
  }
}
