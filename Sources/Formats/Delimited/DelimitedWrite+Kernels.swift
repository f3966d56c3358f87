// One value of a delimited line, quoted where needed.
//
// Hot: `value`, about 10 ns. Callers guarantee the sink's promise: its reserve is free.
//
// Safe because texts ask the sink for room for every byte twice and two quotes; numbers fit the
// reserve.

import Platform
import Values

enum DelimitedWrite {
  /// Writes a value that is not NULL; afterwards the sink's reserve is free again.
  static func value(
    _ source: UnsafeMutablePointer<RowSource>, _ row: Int, _ start: MutableBytePointer,
    _ sink: inout TextSink, isFirst: Bool, delimiter: UInt8
  ) -> MutableBytePointer {
    var out = start
    let count: Int
    switch source.pointee.kind {
    case .string:
      let first = Int(source.pointee.positions[row])
      let length = Int(source.pointee.positions[row + 1]) - first
      out = sink.ensure(length * 2 + 32, out)
      out.update(from: source.pointee.bytes + first, count: length)
      count = length
    case .bytes:
      let first = Int(source.pointee.positions[row])
      let length = Int(source.pointee.positions[row + 1]) - first
      out = sink.ensure(Base64.encodedCount(length) * 2 + 32, out)
      count = Base64.encode(source.pointee.bytes + first, length, to: out)
    case .boolean:
      let text: StaticString = source.pointee.value(row, UInt8.self) != 0 ? "true" : "false"
      count = text.utf8CodeUnitCount
      out.update(from: text.utf8Start, count: count)
    case .integer, .date, .time:
      count = NumberWrite.integer(Int64(source.pointee.value(row, Int32.self)), out)
    case .bigint, .timestamp:
      count = NumberWrite.integer(source.pointee.value(row, Int64.self), out)
    case .double:
      count = NumberWrite.double(source.pointee.value(row, Double.self), out)
    case .decimal:
      let unscaled = source.pointee.value(row, Int128.self)
      count = NumberWrite.decimal(unscaled, scale: source.pointee.scale, out)
    case .array, .map, .struct:
      count = 0
    }
    let needsQuotes =
      source.pointee.kind == .string || mayOccurInNumbers(delimiter)
      ? textNeedsQuotes(out, count, isFirst: isFirst, delimiter: delimiter)
      : isFirst && (count == 0 || !isLetterOrDigit(out[0]))
    return out + (needsQuotes ? quote(out, count) : count)
  }

  /// Whether a delimiter can be part of a value that is no text.
  @inline(__always) private static func mayOccurInNumbers(_ c: UInt8) -> Bool {
    isLetterOrDigit(c) || c == 0x2D || c == 0x2B || c == 0x2E || c == 0x2F || c == 0x3D
  }

  /// Whether a printed value gets quotes.
  @inline(__always) private static func textNeedsQuotes(
    _ text: MutableBytePointer, _ count: Int, isFirst: Bool, delimiter: UInt8
  ) -> Bool {
    guard count > 0 else { return isFirst }
    let first = text[0]
    if isFirst && !isLetterOrDigit(first) { return true }
    if first <= 0x23 || text[count - 1] <= 0x20 { return true }
    let delimiters = ByteBlocks.all(delimiter)
    var i = 0
    while i < count {
      let block = ByteBlocks.load(BytePointer(text) + i)
      let stops =
        (block .== delimiters) .| (block .== ByteBlocks.all(0x22))
        .| (block .== ByteBlocks.all(0x0A)) .| (block .== ByteBlocks.all(0x0D))
      if ByteBlocks.any(stops) && i &+ ByteBlocks.first(stops) < count { return true }
      i &+= 16
    }
    return false
  }

  @inline(__always) private static func isLetterOrDigit(_ c: UInt8) -> Bool {
    (c >= 0x30 && c <= 0x39) || (c >= 0x41 && c <= 0x5A) || (c >= 0x61 && c <= 0x7A)
  }

  /// Puts quotes around a text in place and doubles those in it; gives the new length.
  private static func quote(_ text: MutableBytePointer, _ count: Int) -> Int {
    var quotes = 0
    for i in 0..<count where text[i] == 0x22 { quotes += 1 }
    let length = count + quotes + 2
    var to = length - 1
    text[to] = 0x22
    for from in stride(from: count - 1, through: 0, by: -1) {
      to -= 1
      text[to] = text[from]
      if text[from] == 0x22 {
        to -= 1
        text[to] = 0x22
      }
    }
    text[0] = 0x22
    return length
  }
}
