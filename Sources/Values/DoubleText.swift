// The text of a double as Java prints it (`Double.toString`): shortest digits that read back,
// plain between 10^-3 and 10^7, otherwise `d.dddE±n`.

package enum DoubleText {
  /// The largest number of bytes that `write` produces.
  package static let maxLength = 32

  /// Writes `1.0`, `1.5E10`, `NaN`, `-Infinity` … and gives the length.
  package static func write(_ value: Double, to out: UnsafeMutablePointer<UInt8>) -> Int {
    if value.isNaN { return put("NaN", to: out) }
    if value.isInfinite { return put(value < 0 ? "-Infinity" : "Infinity", to: out) }
    if value == 0 { return put(value.sign == .minus ? "-0.0" : "0.0", to: out) }
    let magnitude = value.magnitude
    if magnitude >= 1e-3 && magnitude < 1e7 {
      // A whole number below 10^7 needs no search for digits.
      let whole = Int64(magnitude)
      if Double(whole) == magnitude {
        var n = 0
        if value < 0 {
          out[0] = 45
          n = 1
        }
        n += IntegerText.write(whole, to: out + n)
        out[n] = 46
        out[n + 1] = 48
        return n + 2
      }
      // Eight decimals are enough for most numbers that people write. Below 10^15 a whole number
      // divided by 10^8 has at most 15 digits, and among those a double has only one text.
      let scaled = (magnitude * 1e8).rounded()
      if scaled < 1e15 && scaled / 1e8 == magnitude {
        return writeEightDecimals(Int64(scaled), negative: value < 0, to: out)
      }
    }
    return writeGeneral(value, to: out)
  }

  /// `scaled × 10^-8` without zeros at the end; it is no whole number.
  private static func writeEightDecimals(
    _ scaled: Int64, negative: Bool, to out: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var n = 0
    if negative {
      out[0] = 45
      n = 1
    }
    n += IntegerText.write(scaled / 100_000_000, to: out + n)
    out[n] = 46
    var fraction = Int(truncatingIfNeeded: scaled % 100_000_000)
    for i in stride(from: 8, to: 0, by: -1) {
      out[n + i] = UInt8(truncatingIfNeeded: fraction % 10) + 48
      fraction /= 10
    }
    n += 8
    while out[n] == 48 { n -= 1 }
    return n + 1
  }

  /// The shortest digits, laid out in Java's form.
  private static func writeGeneral(_ value: Double, to out: UnsafeMutablePointer<UInt8>) -> Int {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { buffer in
      let digits = buffer.baseAddress!
      let shortest = ShortestDouble.decimal(value.magnitude)
      let count = IntegerText.write(Int64(truncatingIfNeeded: shortest.digits), to: digits)
      return layOut(
        digits, count, exponent: count + shortest.exponent, negative: value < 0, to: out)
    }
  }

  /// `0.digits × 10^exponent` in Java's layout.
  private static func layOut(
    _ digits: UnsafeMutablePointer<UInt8>, _ count: Int, exponent: Int, negative: Bool,
    to out: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var n = 0
    func put(_ byte: UInt8) {
      out[n] = byte
      n += 1
    }
    if negative { put(45) }
    if exponent > -3 && exponent <= 7 {
      if exponent <= 0 {
        put(48)
        put(46)
        for _ in 0..<(-exponent) { put(48) }
        for i in 0..<count { put(digits[i]) }
      } else {
        for i in 0..<exponent { put(i < count ? digits[i] : 48) }
        put(46)
        if count <= exponent { put(48) }
        for i in stride(from: exponent, to: max(count, exponent), by: 1) { put(digits[i]) }
      }
      return n
    }
    put(digits[0])
    put(46)
    if count == 1 { put(48) }
    for i in 1..<max(count, 1) { put(digits[i]) }
    put(69)
    return n + IntegerText.write(Int64(exponent - 1), to: out + n)
  }

  private static func put(_ text: StaticString, to out: UnsafeMutablePointer<UInt8>) -> Int {
    out.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
    return text.utf8CodeUnitCount
  }

  package static func string(_ value: Double) -> String {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: maxLength) { buffer in
      let count = write(value, to: buffer.baseAddress!)
      return String(decoding: buffer[0..<count], as: UTF8.self)
    }
  }
}

package enum IntegerText {
  /// Writes a decimal integer (at most 20 bytes) and gives the length.
  package static func write(_ value: Int64, to out: UnsafeMutablePointer<UInt8>) -> Int {
    var magnitude = value.magnitude
    var length = 1
    if magnitude >= 10 {
      var limit: UInt64 = 10
      while magnitude >= limit {
        length += 1
        let (next, overflow) = limit.multipliedReportingOverflow(by: 10)
        if overflow { break }
        limit = next
      }
    }
    var start = 0
    if value < 0 {
      out[0] = 45
      start = 1
    }
    var i = start + length - 1
    while i >= start {
      out[i] = UInt8(truncatingIfNeeded: magnitude % 10) + 48
      magnitude /= 10
      i -= 1
    }
    return start + length
  }
}
