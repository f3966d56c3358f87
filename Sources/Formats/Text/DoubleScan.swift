// Decimal digits to the nearest double: Daniel Lemire's algorithm ("Number parsing at a gigabyte
// per second"). The digits are multiplied by a 128-bit approximation of the power of five; the few
// cases where that cannot decide the rounding are left to the standard library.
//
// Safe because products are full-width, and the table covers every exponent that is looked up.

enum DoubleScan {
  private static let exponentMin = -342
  private static let exponentMax = 308

  /// The double nearest to `digits × 10^exponent`; nil when the approximation does not say, or for
  /// a result that is no normal number.
  static func nearest(_ digits: UInt64, _ exponent: Int) -> Double? {
    guard digits > 0 else { return 0 }
    guard exponent >= exponentMin, exponent <= exponentMax else { return nil }
    let zeros = digits.leadingZeroBitCount
    let (high, low) = product(digits << UInt64(zeros), exponent)
    // All ones below: a carry from what was cut off might change everything above.
    if low == .max && (exponent < -27 || exponent > 55) { return nil }
    let upper = high >> 63
    let shift = upper &+ 9
    var mantissa = high >> shift
    // floor(log2(10^exponent)) + 63, biased.
    var power =
      (217_706 &* exponent) >> 16 &+ 63 &+ Int(truncatingIfNeeded: upper) &- zeros &+ 1023
    guard power > 0 else { return nil }
    // Exactly between two doubles: to the even one.
    if low <= 1, exponent >= -4, exponent <= 23, mantissa & 3 == 1, mantissa << shift == high {
      mantissa &= ~1
    }
    mantissa = (mantissa &+ (mantissa & 1)) >> 1
    if mantissa >= 1 << 53 {
      mantissa = 1 << 52
      power &+= 1
    }
    guard power < 0x7FF else { return nil }
    return Double(
      bitPattern: UInt64(truncatingIfNeeded: power) << 52 | mantissa & 0xF_FFFF_FFFF_FFFF)
  }

  /// The upper 128 bits of `digits × 5^exponent`; the second half of the power is used only where
  /// it can matter.
  @inline(__always) private static func product(
    _ digits: UInt64, _ exponent: Int
  ) -> (high: UInt64, low: UInt64) {
    let power = powers[exponent &- exponentMin]
    var (high, low) = digits.multipliedFullWidth(by: power.high)
    if high & 0x1FF == 0x1FF {
      let second = digits.multipliedFullWidth(by: power.low).high
      let (sum, carry) = low.addingReportingOverflow(second)
      low = sum
      if carry { high &+= 1 }
    }
    return (high, low)
  }

  // MARK: - Powers of five

  /// 5^-342 … 5^308 as 128 bits with the top one set: rounded down, those below 5^0 as far as -27
  /// rounded up. Safe because nothing writes to it after it was made.
  private nonisolated(unsafe) static let powers: UnsafePointer<(high: UInt64, low: UInt64)> = {
    let table = UnsafeMutablePointer<(high: UInt64, low: UInt64)>.allocate(
      capacity: exponentMax - exponentMin + 1)
    func put(_ bits: UInt128, _ exponent: Int) {
      table[exponent - exponentMin] = (
        UInt64(truncatingIfNeeded: bits >> 64), UInt64(truncatingIfNeeded: bits)
      )
    }
    var whole: [UInt32] = [1]
    for exponent in 0...exponentMax {
      put(leadingBits(whole), exponent)
      var carry: UInt64 = 0
      for i in whole.indices {
        carry += UInt64(whole[i]) * 5
        whole[i] = UInt32(truncatingIfNeeded: carry)
        carry >>= 32
      }
      if carry > 0 { whole.append(UInt32(carry)) }
    }
    // 2^1824 over 5^1, 5^2 …; rounding down step by step rounds down the whole.
    var part = [UInt32](repeating: 0, count: 57) + [1]
    for exponent in stride(from: -1, through: exponentMin, by: -1) {
      var rest: UInt64 = 0
      for i in part.indices.reversed() {
        rest = rest << 32 | UInt64(part[i])
        part[i] = UInt32(rest / 5)
        rest %= 5
      }
      while part.last == 0 { part.removeLast() }
      put(leadingBits(part) + (exponent >= -27 ? 1 : 0), exponent)
    }
    return UnsafePointer(table)
  }()

  /// The 128 most significant bits.
  private static func leadingBits(_ words: [UInt32]) -> UInt128 {
    let top = words[words.count - 1]
    var value = UInt128(top)
    var bits = 32 - top.leadingZeroBitCount
    for word in words.dropLast().reversed() {
      let wanted = min(32, 128 - bits)
      if wanted <= 0 { break }
      value = value << UInt128(wanted) | UInt128(word >> UInt32(32 - wanted))
      bits += wanted
    }
    return value << UInt128(128 - bits)
  }
}
