// Numbers to text without a loop over digits: eight digits are split by three multiplications.
// Cost: 2 ns for up to eight digits, 4 ns for up to sixteen.
//
// Safe because callers leave room for what each function says it may store, and the products are
// small enough not to wrap.

import Values

enum NumberWrite {
  /// Bytes that `integer` may store.
  static let integerMax = 32

  /// The digits 0 to 9 of a number below 10^8, the most significant one in the lowest byte.
  @inline(__always) private static func eightDigits(_ value: UInt64) -> UInt64 {
    let high = value / 10_000
    var v = high | (value &- high &* 10_000) << 32
    let hundreds = ((v &* 10_486) >> 20) & 0x0000_007F_0000_007F
    v = hundreds | (v &- hundreds &* 100) << 16
    let tens = ((v &* 103) >> 10) & 0x000F_000F_000F_000F
    return tens | (v &- tens &* 10) << 8
  }

  private static let zeros: UInt64 = 0x3030_3030_3030_3030

  /// Writes a number below 10^8 without leading zeros; stores 8 bytes.
  @inline(__always) private static func short(_ value: UInt64, _ out: MutableBytePointer) -> Int {
    let digits = eightDigits(value)
    let skipped = min(7, digits.trailingZeroBitCount &>> 3)
    ByteBlocks.store8((digits | zeros) >> UInt64(truncatingIfNeeded: skipped &* 8), out)
    return 8 &- skipped
  }

  @inline(__always) private static func full(_ value: UInt64, _ out: MutableBytePointer) {
    ByteBlocks.store8(eightDigits(value) | zeros, out)
  }

  @inline(__always) static func unsigned(_ value: UInt64, _ out: MutableBytePointer) -> Int {
    if value < 100_000_000 { return short(value, out) }
    let high = value / 100_000_000
    let low = value &- high &* 100_000_000
    if high < 100_000_000 {
      let count = short(high, out)
      full(low, out + count)
      return count &+ 8
    }
    let top = high / 100_000_000
    let count = short(top, out)
    full(high &- top &* 100_000_000, out + count)
    full(low, out + count + 8)
    return count &+ 16
  }

  /// Writes an integer and gives its length.
  @inline(__always) static func integer(_ value: Int64, _ out: MutableBytePointer) -> Int {
    out[0] = 0x2D
    let sign = value < 0 ? 1 : 0
    return sign &+ unsigned(value.magnitude, out + sign)
  }

  /// Writes a decimal with all digits of its scale; stores at most 64 bytes for scales to 38.
  static func decimal(_ unscaled: Int128, scale: Int, _ out: MutableBytePointer) -> Int {
    guard scale > 0, scale <= 18, unscaled.magnitude < UInt128(UInt64.max) else {
      return Decimal.write(unscaled, scale: scale, to: out)
    }
    out[0] = 0x2D
    var count = unscaled < 0 ? 1 : 0
    let power = PowerTables.integers[scale]
    let (whole, fraction) = UInt64(truncatingIfNeeded: unscaled.magnitude)
      .quotientAndRemainder(dividingBy: power)
    count += unsigned(whole, out + count)
    // A one in front keeps the leading zeros of the fraction; the point then replaces it.
    _ = unsigned(fraction + power, out + count)
    out[count] = 0x2E
    return count + 1 + scale
  }

  /// Writes a double as Java prints it; stores at most 64 bytes.
  ///
  /// Most doubles in records have few decimal places: then the shortest digits are those of
  /// `value × 10^k`, found by one multiplication and proved by one division. Two decimals of at
  /// most 15 digits never share a double, so a text that reads back is the shortest.
  @inline(__always) static func double(_ value: Double, _ out: MutableBytePointer) -> Int {
    let magnitude = value.magnitude
    if magnitude >= 1e-3 && magnitude < 1e7 {
      let hundredths = Int64(magnitude * 1e2 + 0.5)
      if Double(hundredths) / 1e2 == magnitude {
        return plain(hundredths, power: 100, places: 2, negative: value < 0, out)
      }
      let scaled = Int64(magnitude * 1e7 + 0.5)
      if Double(scaled) / 1e7 == magnitude {
        return plain(scaled, power: 10_000_000, places: 7, negative: value < 0, out)
      }
    }
    return magnitude == 0 || !value.isFinite
      ? DoubleText.write(value, to: out) : general(value, out)
  }

  /// A double by its shortest digits, which are put behind the place of the text first.
  private static func general(_ value: Double, _ out: MutableBytePointer) -> Int {
    let shortest = ShortestDouble.decimal(value.magnitude)
    let digits = out + 32
    let count = unsigned(shortest.digits, digits)
    var n = 0
    @inline(__always) func put(_ byte: UInt8) {
      out[n] = byte
      n &+= 1
    }
    if value < 0 { put(0x2D) }
    // The number is 0.digits × 10^exponent.
    let exponent = count &+ shortest.exponent
    if exponent > -3 && exponent <= 7 {
      if exponent <= 0 {
        put(0x30)
        put(0x2E)
        for _ in exponent..<0 { put(0x30) }
        for i in 0..<count { put(digits[i]) }
        return n
      }
      for i in 0..<exponent { put(i < count ? digits[i] : 0x30) }
      put(0x2E)
      if count <= exponent { put(0x30) }
      for i in min(exponent, count)..<count { put(digits[i]) }
      return n
    }
    put(digits[0])
    put(0x2E)
    if count == 1 { put(0x30) }
    for i in 1..<count { put(digits[i]) }
    put(0x45)
    return n + integer(Int64(exponent - 1), out + n)
  }

  /// Writes `digits / power`, power being 10^places, with at least one decimal place and no zeros
  /// behind the others.
  @inline(__always) private static func plain(
    _ digits: Int64, power: UInt64, places: Int, negative: Bool, _ out: MutableBytePointer
  ) -> Int {
    let digits = UInt64(truncatingIfNeeded: digits)
    let whole = digits / power
    let fraction = digits &- whole &* power
    out[0] = 0x2D
    var count = negative ? 1 : 0
    count &+= unsigned(whole, out + count)
    _ = unsigned(fraction &+ power, out + count)
    out[count] = 0x2E
    count &+= 1 &+ places
    while out[count &- 1] == 0x30 && out[count &- 2] != 0x2E { count &-= 1 }
    return count
  }
}
