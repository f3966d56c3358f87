// Shapes of loops over fixed-width columns: one body, inlined into a loop for vector with vector,
// vector with constant and constant with vector, so that the compiler can vectorise each.
//
// Safe because columns hold at least `count` values and outputs are allocated for `count`.

import Values

/// Loops over fixed-width values.
enum FixedVector {
  /// A column without NULLs, filled by `body`.
  @inline(__always)
  static func make<T: BitwiseCopyable>(
    _ type: SQLType, _ count: Int, validity: Bitmap? = nil, isConstant: Bool = false,
    _ body: (UnsafeMutablePointer<T>) -> Void
  ) -> Column {
    let values = Buffer(capacity: count * MemoryLayout<T>.stride)
    body(values.pointer(T.self))
    return Column(
      type: type, count: count, validity: validity, values: values, isConstant: isConstant)
  }

  @inline(__always)
  static func map<T: BitwiseCopyable, U: BitwiseCopyable>(
    _ operand: Column, to type: SQLType, _ body: (T) -> U
  ) -> Column {
    let count = operand.count
    let source = operand.values.pointer(T.self)
    return make(type, count, validity: operand.validity, isConstant: operand.isConstant) { out in
      for i in 0..<count { out[i] = body(source[i]) }
    }
  }

  /// `out[i] = body(left[i], right[i])`; both columns hold values of type T.
  @inline(__always)
  static func combine<T: BitwiseCopyable, U: BitwiseCopyable>(
    _ left: Column, _ right: Column, to type: SQLType, _ body: (T, T) -> U
  ) -> Column {
    let count = left.count
    let l = left.values.pointer(T.self)
    let r = right.values.pointer(T.self)
    return make(type, count) { out in
      if count > 0 && right.isConstant {
        let constant = r[0]
        for i in 0..<count { out[i] = body(l[i], constant) }
      } else if count > 0 && left.isConstant {
        let constant = l[0]
        for i in 0..<count { out[i] = body(constant, r[i]) }
      } else {
        for i in 0..<count { out[i] = body(l[i], r[i]) }
      }
    }
  }

  /// Calls `body` for each row that is NULL.
  @inline(__always)
  static func forEachNull(_ validity: Bitmap?, count: Int, _ body: (Int) -> Void) {
    guard let validity else { return }
    for word in 0..<Bitmap.wordCount(count) {
      let rest = count - word << 6
      var nulls = ~validity.words[word]
      if rest < 64 { nulls &= (1 << UInt64(rest)) - 1 }
      while nulls != 0 {
        body(word << 6 + nulls.trailingZeroBitCount)
        nulls &= nulls - 1
      }
    }
  }
}
