// Division of many numbers by one: multiplication by a precomputed reciprocal instead of the
// processor's division (Granlund and Montgomery, "Division by invariant integers using
// multiplication", 1994), about half the time.
//
// For a divisor 2^k < d < 2^(k+1) the reciprocal is m = floor(2^(63+k) / d) + 1 when its rounding
// error is small enough, otherwise one bit longer, m = floor(2^(64+k) / d) + 1. The quotient is the
// high word of n × m, shifted. The longer m is kept modulo 2^64 as a signed number, and n is added
// back where that made it negative.
//
// Safe because the wrapping operators compute modulo 2^64 as that derivation asks.

/// A divisor prepared for truncating division of signed 64-bit numbers.
struct InvariantDivisor {
  private let magic: Int64
  private let shift: Int64
  private let addsDividend: Bool
  private let isPowerOfTwo: Bool
  private let sign: Int64
  private let divisor: Int64

  /// Nil for 0 and for the smallest number, which has no positive counterpart.
  init?(_ divisor: Int64) {
    guard divisor != 0, divisor != .min else { return nil }
    self.divisor = divisor
    sign = divisor >> 63
    let magnitude = divisor.magnitude
    let log = Int64(63 - magnitude.leadingZeroBitCount)
    isPowerOfTwo = magnitude & (magnitude - 1) == 0
    guard !isPowerOfTwo else {
      magic = 0
      shift = log
      addsDividend = false
      return
    }
    let (quotient, remainder) = magnitude.dividingFullWidth((1 << UInt64(log - 1), 0))
    let gap = magnitude - remainder
    if gap < 1 << UInt64(log) {
      magic = Int64(bitPattern: quotient &+ 1)
      shift = log - 1
      addsDividend = false
    } else {
      var doubled = quotient &+ quotient
      let twice = remainder &+ remainder
      if twice >= magnitude || twice < remainder { doubled &+= 1 }
      magic = Int64(bitPattern: doubled &+ 1)
      shift = log
      addsDividend = true
    }
  }

  @inline(__always)
  func quotient(_ n: Int64) -> Int64 {
    var q: Int64
    if isPowerOfTwo {
      let bias = (n >> 63) & ((1 << shift) - 1)
      q = (n &+ bias) >> shift
    } else {
      q = magic.multipliedFullWidth(by: n).high
      if addsDividend { q = q &+ n }
      q = q >> shift
      q = q &- (n >> 63)
    }
    return (q ^ sign) &- sign
  }

  @inline(__always)
  func remainder(_ n: Int64) -> Int64 { n &- quotient(n) &* divisor }
}
