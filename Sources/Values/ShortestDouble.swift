// The shortest decimal that reads back as a double: Raffaello Giulietti's algorithm ("The Schubfach
// way to render doubles"), which Java uses. Among the decimals of at least two digits inside the
// rounding interval it takes the shortest, and of these the closest.
//
// A double is c × 2^q. With k about q × log10(2), the products of 4c - 2, 4c and 4c + 2 with
// 10^-k × 2^h, rounded to odd, bracket the candidates s and s + 1. The powers come from a table of
// 126-bit numbers, made once from exact integers.
//
// Safe because every sum below stays under 2^63 for finite doubles, as the paper proves, and the
// table covers all their exponents.

package enum ShortestDouble {
  /// `digits × 10^exponent` for a finite double above 0; at most 17 digits, none of them a zero at
  /// the end.
  package static func decimal(_ magnitude: Double) -> (digits: UInt64, exponent: Int) {
    let bits = magnitude.bitPattern
    let fraction = bits & 0xF_FFFF_FFFF_FFFF
    let biased = Int(truncatingIfNeeded: bits >> 52) & 0x7FF
    guard biased > 0 else {
      // The smallest need two digits to be told apart.
      return fraction < 3
        ? search(q: -1074, c: 10 &* fraction, shift: -1) : search(q: -1074, c: fraction, shift: 0)
    }
    let c = fraction | 0x10_0000_0000_0000
    let minusQ = 1075 &- biased
    if minusQ > 0 && minusQ < 53 {
      let whole = c >> UInt64(minusQ)
      if whole << UInt64(minusQ) == c { return stripped(whole, 0) }
    }
    return search(q: 0 &- minusQ, c: c, shift: 0)
  }

  private static func search(q: Int, c: UInt64, shift: Int) -> (digits: UInt64, exponent: Int) {
    let isOdd = c & 1
    let middle = c << 2
    let isRegular = c != 0x10_0000_0000_0000 || q == -1074
    // floor(log10(2^q)), and of three quarters of it where the interval below is half as wide.
    let k = (q &* 661_971_961_083 &- (isRegular ? 0 : 274_743_187_321)) >> 41
    // floor(log2(10^-k)) + q + 2
    let h = UInt64(truncatingIfNeeded: q &+ (0 &- k &* 913_124_641_741) >> 38 &+ 2)
    let power = powers[k &+ 324]
    let low = scaled(power, (middle &- (isRegular ? 2 : 1)) << h)
    let value = scaled(power, middle << h)
    let high = scaled(power, (middle &+ 2) << h)
    let s = value >> 2
    if s >= 100 {
      let below = s / 10 &* 10
      let above = below &+ 10
      let isBelowIn = low &+ isOdd <= below << 2
      let isAboveIn = (above << 2) &+ isOdd <= high
      if isBelowIn != isAboveIn { return stripped(isBelowIn ? below : above, k &+ shift) }
    }
    let t = s &+ 1
    let isLowIn = low &+ isOdd <= s << 2
    let isHighIn = (t << 2) &+ isOdd <= high
    if isLowIn != isHighIn { return stripped(isLowIn ? s : t, k &+ shift) }
    let twice = (s &+ t) << 1
    let takesLow = value < twice || (value == twice && s & 1 == 0)
    return stripped(takesLow ? s : t, k &+ shift)
  }

  /// `power × factor / 2^127`, its last bit set when anything was lost.
  @inline(__always) private static func scaled(
    _ power: (high: UInt64, low: UInt64), _ factor: UInt64
  ) -> UInt64 {
    let mask: UInt64 = 0x7FFF_FFFF_FFFF_FFFF
    let lost = power.low.multipliedFullWidth(by: factor).high
    let product = power.high.multipliedFullWidth(by: factor)
    let z = product.low >> 1 &+ lost
    let w = product.high &+ z >> 63
    return w | (z & mask &+ mask) >> 63
  }

  /// Without zeros at the end.
  private static func stripped(
    _ digits: UInt64, _ exponent: Int
  ) -> (digits: UInt64, exponent: Int) {
    var (digits, exponent) = (digits, exponent)
    for (power, zeros) in [(100_000_000, 8), (10_000, 4), (100, 2), (10, 1)] as [(UInt64, Int)] {
      let (quotient, rest) = digits.quotientAndRemainder(dividingBy: power)
      if rest == 0 {
        digits = quotient
        exponent &+= zeros
      }
    }
    return (digits, exponent)
  }

  // MARK: - Powers of ten

  /// For k from -324 to 292: floor(10^-k × 2^-r) + 1 with 126 bits, in halves of 63 bits.
  /// Safe because nothing writes to it after it was made.
  private nonisolated(unsafe) static let powers: UnsafePointer<(high: UInt64, low: UInt64)> = {
    let table = UnsafeMutablePointer<(high: UInt64, low: UInt64)>.allocate(capacity: 617)
    func put(_ words: [UInt32], k: Int) {
      let g = leadingBits(words) + 1
      table[k + 324] = (
        UInt64(truncatingIfNeeded: g >> 63), UInt64(truncatingIfNeeded: g) & (1 << 63 - 1)
      )
    }
    // 10^0, 10^1 … 10^324, low words first.
    var whole: [UInt32] = [1]
    for n in 0...324 {
      put(whole, k: -n)
      var carry: UInt64 = 0
      for i in whole.indices {
        carry += UInt64(whole[i]) * 10
        whole[i] = UInt32(truncatingIfNeeded: carry)
        carry >>= 32
      }
      if carry > 0 { whole.append(UInt32(carry)) }
    }
    // 2^1280 over 10^1 … 10^292; rounding down step by step rounds down the whole.
    var part = [UInt32](repeating: 0, count: 40) + [1]
    for n in 1...292 {
      var rest: UInt64 = 0
      for i in part.indices.reversed() {
        rest = rest << 32 | UInt64(part[i])
        part[i] = UInt32(rest / 10)
        rest %= 10
      }
      while part.last == 0 { part.removeLast() }
      put(part, k: n)
    }
    return UnsafePointer(table)
  }()

  /// The 126 most significant bits.
  private static func leadingBits(_ words: [UInt32]) -> UInt128 {
    let top = words[words.count - 1]
    var value = UInt128(top)
    var bits = 32 - top.leadingZeroBitCount
    for word in words.dropLast().reversed() {
      let wanted = min(32, 126 - bits)
      if wanted <= 0 { break }
      value = value << UInt128(wanted) | UInt128(word >> UInt32(32 - wanted))
      bits += wanted
    }
    return value << UInt128(126 - bits)
  }
}
