// A STRING or BYTES column as plain pointers. Column's own accessors are calls into another module,
// which a loop over rows cannot afford.
//
// Safe because the column that owns the memory outlives the kernel call that makes this view.

import Values

/// Read access to the rows of a text column.
struct TextVector {
  let positions: UnsafePointer<Int32>
  let text: UnsafePointer<UInt8>
  let validity: UnsafePointer<UInt64>?
  let isConstant: Bool

  init(_ column: Column) {
    positions = UnsafePointer(column.positions)
    text = UnsafePointer(column.text)
    validity = column.validity.map { UnsafePointer($0.words) }
    isConstant = column.isConstant
  }

  @inline(__always) func start(_ row: Int) -> UnsafePointer<UInt8> { text + Int(positions[row]) }

  @inline(__always) func count(_ row: Int) -> Int { Int(positions[row + 1] - positions[row]) }

  @inline(__always) subscript(row: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: start(row), count: count(row))
  }

  @inline(__always) func isValid(_ row: Int) -> Bool {
    guard let validity else { return true }
    return validity[row >> 6] & (1 << UInt64(row & 63)) != 0
  }

  /// The rows from `row` on; without their validity.
  func from(_ row: Int) -> TextVector {
    TextVector(positions: positions + row, text: text, validity: nil, isConstant: false)
  }

  private init(
    positions: UnsafePointer<Int32>, text: UnsafePointer<UInt8>,
    validity: UnsafePointer<UInt64>?, isConstant: Bool
  ) {
    self.positions = positions
    self.text = text
    self.validity = validity
    self.isConstant = isConstant
  }

  func string(_ row: Int) -> String { String(decoding: self[row], as: UTF8.self) }

  /// Bytes of all rows together.
  func byteCount(_ rows: Int) -> Int { Int(positions[rows] - positions[0]) }
}

/// Equality and search on raw bytes; reads stay inside the given counts.
enum ByteScan {
  @inline(__always)
  static func equal(
    _ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, count: Int
  ) -> Bool {
    let x = UnsafeRawPointer(a)
    let y = UnsafeRawPointer(b)
    if count >= 8 {
      var i = 0
      while i + 8 <= count {
        if x.loadUnaligned(fromByteOffset: i, as: UInt64.self)
          != y.loadUnaligned(fromByteOffset: i, as: UInt64.self)
        {
          return false
        }
        i += 8
      }
      return x.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        == y.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    }
    if count >= 4 {
      return x.loadUnaligned(as: UInt32.self) == y.loadUnaligned(as: UInt32.self)
        && x.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
          == y.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
    }
    for i in 0..<count where a[i] != b[i] { return false }
    return true
  }

  @inline(__always)
  static func equal(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    guard let x = a.baseAddress, let y = b.baseAddress else { return true }
    return equal(x, y, count: a.count)
  }

  /// The first position of `needle` in `text` at or behind `from`; nil if there is none. An empty
  /// needle is found at once. Compares first and last byte of the needle 16 positions at a time
  /// and looks closer only where both agree.
  static func find(
    _ needle: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, from: Int = 0
  ) -> Int? {
    guard let pattern = needle.baseAddress, !needle.isEmpty else { return from }
    guard let base = text.baseAddress, text.count - from >= needle.count else { return nil }
    let last = needle.count - 1
    let first16 = SIMD16<UInt8>(repeating: pattern[0])
    let last16 = SIMD16<UInt8>(repeating: pattern[last])
    let raw = UnsafeRawPointer(base)
    let end = text.count - last
    var i = from
    while i + 16 <= end {
      let heads = raw.loadUnaligned(fromByteOffset: i, as: SIMD16<UInt8>.self)
      let tails = raw.loadUnaligned(fromByteOffset: i + last, as: SIMD16<UInt8>.self)
      let hits = (heads .== first16) .& (tails .== last16)
      let lanes = unsafeBitCast(hits, to: SIMD2<UInt64>.self)
      if lanes[0] | lanes[1] != 0 {
        // Eight bits of ones for each position that agrees.
        for half in 0..<2 {
          var bits = lanes[half]
          while bits != 0 {
            let k = i + half * 8 + bits.trailingZeroBitCount >> 3
            if equal(base + k, pattern, count: needle.count) { return k }
            bits &= ~(0xFF << UInt64(bits.trailingZeroBitCount & ~7))
          }
        }
      }
      i += 16
    }
    while i < end {
      if base[i] == pattern[0] && equal(base + i, pattern, count: needle.count) { return i }
      i += 1
    }
    return nil
  }

  /// Whether every byte is ASCII, so that bytes, code points and UTF-16 units are the same.
  @inline(__always)
  static func isASCII(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = text.baseAddress else { return true }
    let raw = UnsafeRawPointer(base)
    var i = 0
    while i + 8 <= text.count {
      if raw.loadUnaligned(fromByteOffset: i, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 {
        return false
      }
      i += 8
    }
    while i < text.count {
      if base[i] >= 0x80 { return false }
      i += 1
    }
    return true
  }
}
