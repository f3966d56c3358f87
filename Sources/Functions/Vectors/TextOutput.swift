// Builds a STRING or BYTES column of a known number of rows through raw pointers. One batch holds
// at most 1 GiB of text: a row that would exceed it is dropped and fails, so that the 32-bit
// positions of a column never wrap.
//
// Safe because the output owns its buffers until `finish` hands them over.

import Values

/// The rows of a text column being written.
struct TextOutput {
  private static let byteMax = 1 << 30

  private let rows: Int
  private let offsets: Buffer
  private let positions: UnsafeMutablePointer<Int32>
  private let bytes: Buffer
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var used = 0
  private var row = 0
  private var rowIsTooLarge = false
  private var validity: Bitmap?
  /// Rows that did not fit.
  private(set) var errors: KernelErrors

  /// Room for exactly `count` rows; `bytes` is a guess.
  init(count: Int, bytes guess: Int = 0) {
    rows = count
    offsets = Buffer(capacity: (count + 1) * 4)
    positions = offsets.pointer(Int32.self)
    positions[0] = 0
    bytes = Buffer(capacity: min(guess, TextOutput.byteMax))
    base = bytes.pointer(UInt8.self)
    capacity = bytes.capacity
    errors = KernelErrors(rowCount: count)
  }

  /// Room for `count` more bytes of the current row; follow with `advance`. Nil when the batch is
  /// full.
  @inline(__always)
  mutating func room(_ count: Int) -> UnsafeMutablePointer<UInt8>? {
    if used + count > capacity { guard grow(count) else { return nil } }
    return base + used
  }

  @inline(__always) mutating func advance(_ count: Int) { used += count }

  @inline(never)
  private mutating func grow(_ count: Int) -> Bool {
    guard count <= TextOutput.byteMax - used else {
      rowIsTooLarge = true
      return false
    }
    bytes.reserve(used + count, used: used)
    base = bytes.pointer(UInt8.self)
    capacity = bytes.capacity
    return true
  }

  @inline(__always)
  mutating func append(_ source: UnsafePointer<UInt8>, _ count: Int) {
    guard count > 0, let target = room(count) else { return }
    target.update(from: source, count: count)
    used += count
  }

  @inline(__always)
  mutating func append(_ source: UnsafeBufferPointer<UInt8>) {
    guard let start = source.baseAddress else { return }
    append(start, source.count)
  }

  mutating func append(_ source: Slice<UnsafeBufferPointer<UInt8>>) {
    append(UnsafeBufferPointer(rebasing: source))
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    guard let target = room(1) else { return }
    target.pointee = byte
    used += 1
  }

  mutating func append(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { append($0) } }

  mutating func append(_ text: StaticString) {
    append(text.utf8Start, text.utf8CodeUnitCount)
  }

  mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append($0) }
  }

  mutating func append(_ scalar: Unicode.Scalar) {
    for unit in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { append(unit) }
  }

  mutating func append(_ number: Int64) {
    guard let target = room(20) else { return }
    used += IntegerWriter.write(number, to: target)
  }

  mutating func append(_ number: Double) {
    guard let target = room(DoubleText.maxLength) else { return }
    used += DoubleText.write(number, to: target)
  }

  /// A decimal in plain notation.
  mutating func append(decimal unscaled: Int128, scale: Int) {
    guard let target = room(48 + scale) else { return }
    used += Decimal.write(unscaled, scale: scale, to: target)
  }

  /// Bytes written to the current row.
  var rowByteCount: Int { used - Int(positions[row]) }

  /// Takes back what was written to the current row.
  mutating func discardRow() { used = Int(positions[row]) }

  @inline(__always)
  mutating func endRow() {
    if rowIsTooLarge { return endTooLargeRow() }
    row += 1
    positions[row] = Int32(truncatingIfNeeded: used)
  }

  @inline(never)
  private mutating func endTooLargeRow() {
    rowIsTooLarge = false
    errors.fail(row, "the result takes the batch beyond 1 GiB")
    appendNull()
  }

  mutating func appendNull() {
    discardRow()
    rowIsTooLarge = false
    if validity == nil { validity = Bitmap(count: rows, all: true) }
    validity?[row] = false
    row += 1
    positions[row] = Int32(truncatingIfNeeded: used)
  }

  /// The column; every row must have been written.
  func finish(_ type: SQLType = .string) -> Column {
    precondition(row == rows, "every row must be written")
    return Column(type: type, count: rows, validity: validity, offsets: offsets, bytes: bytes)
  }
}

/// Decimal integers, two digits at a time.
enum IntegerWriter {
  /// Writes at most 20 bytes and gives their number.
  @inline(__always)
  static func write(_ value: Int64, to out: UnsafeMutablePointer<UInt8>) -> Int {
    var position = 0
    if value < 0 {
      out[0] = 45
      position = 1
    }
    let magnitude = value.magnitude
    return position + write(magnitude, digits: digitCount(magnitude), to: out + position)
  }

  @inline(__always)
  private static func write(
    _ value: UInt64, digits: Int, to out: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var rest = value
    var i = digits
    while rest >= 100 {
      let (quotient, pair) = rest.quotientAndRemainder(dividingBy: 100)
      rest = quotient
      i -= 2
      put(UInt8(truncatingIfNeeded: pair), to: out + i)
    }
    if rest >= 10 {
      put(UInt8(truncatingIfNeeded: rest), to: out)
    } else {
      out[0] = UInt8(truncatingIfNeeded: rest) + 48
    }
    return digits
  }

  @inline(__always)
  private static func put(_ pair: UInt8, to out: UnsafeMutablePointer<UInt8>) {
    // pair / 10 for pair < 100.
    let tens = UInt8(truncatingIfNeeded: (UInt16(pair) &* 103) >> 10)
    out[0] = tens + 48
    out[1] = pair - tens * 10 + 48
  }

  @inline(__always)
  private static func digitCount(_ value: UInt64) -> Int {
    var digits = 1
    var rest = value
    while rest >= 10_000 {
      rest /= 10_000
      digits += 4
    }
    if rest >= 1_000 { return digits + 3 }
    if rest >= 100 { return digits + 2 }
    return rest >= 10 ? digits + 1 : digits
  }
}
