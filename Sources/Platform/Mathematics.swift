// The C library's functions of real numbers, for those who may not import it.

import Glibc

/// Real functions in IEEE double arithmetic: NaN and infinities come out as C has them.
package enum Mathematics {
  package static func sin(_ x: Double) -> Double { Glibc.sin(x) }
  package static func cos(_ x: Double) -> Double { Glibc.cos(x) }
  package static func tan(_ x: Double) -> Double { Glibc.tan(x) }
  package static func asin(_ x: Double) -> Double { Glibc.asin(x) }
  package static func acos(_ x: Double) -> Double { Glibc.acos(x) }
  package static func atan(_ x: Double) -> Double { Glibc.atan(x) }
  package static func atan2(_ y: Double, _ x: Double) -> Double { Glibc.atan2(y, x) }
  package static func sinh(_ x: Double) -> Double { Glibc.sinh(x) }
  package static func cosh(_ x: Double) -> Double { Glibc.cosh(x) }
  package static func tanh(_ x: Double) -> Double { Glibc.tanh(x) }
  package static func exp(_ x: Double) -> Double { Glibc.exp(x) }
  /// The natural logarithm.
  package static func log(_ x: Double) -> Double { Glibc.log(x) }
  /// The cube root; one Newton step with the exact remainder makes the cubes of whole numbers
  /// come out whole.
  package static func cbrt(_ x: Double) -> Double {
    let root = Glibc.cbrt(x)
    guard root.isFinite, root != 0 else { return root }
    let square = root * root
    let squareError = Glibc.fma(root, root, -square)
    let remainder = Glibc.fma(square, root, -x) + squareError * root
    guard square.isFinite, remainder.isFinite, square > 0 else { return root }
    return root - remainder / (3 * square)
  }
  package static func pow(_ x: Double, _ y: Double) -> Double { Glibc.pow(x, y) }
}
