// Columns to JSON text, row by row: the text before each value is copied, the value written behind
// it.
//
// Hot: `fields` with integers, doubles and strings; about 10 ns a column. Callers guarantee that
// the sink's reserve is free at the start of a row.
//
// Safe because of the sink's promise (see `TextSink`): strings and lists ask for room, everything
// else fits the reserve. Reads of strings reach at most 15 bytes past their end, which buffers pad.

import Platform
import Values

enum JSONWrite {
  typealias Sources = UnsafeMutablePointer<RowSource>
  typealias SinkPointer = UnsafeMutablePointer<TextSink>

  /// An object with the fields `first ..< first + count` at row `row`.
  static func fields(
    _ sources: Sources, first: Int, count: Int, row: Int, _ start: MutableBytePointer,
    _ sink: SinkPointer
  ) -> MutableBytePointer {
    var out = start
    if count == 0 {
      out[0] = 0x7B
      out += 1
    }
    for i in first..<(first &+ count) {
      let source = sources + i
      copyPrefix(source, out)
      out += source.pointee.prefixCount
      guard source.pointee.isValid(row) else {
        out = null(out)
        continue
      }
      switch source.pointee.kind {
      case .bigint, .timestamp:
        out += NumberWrite.integer(source.pointee.value(row, Int64.self), out)
      case .integer, .date, .time:
        out += NumberWrite.integer(Int64(source.pointee.value(row, Int32.self)), out)
      case .double:
        out += double(source.pointee.value(row, Double.self), out)
      case .string:
        out = string(source, row, out, sink)
      default:
        out = value(sources, i, row: row, out, sink)
      }
    }
    out[0] = 0x7D
    return out + 1
  }

  @inline(__always) private static func copyPrefix(_ source: Sources, _ out: MutableBytePointer) {
    var copied = 0
    repeat {
      ByteBlocks.store(ByteBlocks.load(source.pointee.prefix + copied), out + copied)
      copied &+= 16
    } while copied < source.pointee.prefixCount
  }

  @inline(__always) private static func null(_ out: MutableBytePointer) -> MutableBytePointer {
    UnsafeMutableRawPointer(out).storeBytes(of: UInt32(0x6C6C_756E).littleEndian, as: UInt32.self)
    return out + 4
  }

  @inline(__always) private static func double(
    _ value: Double, _ out: MutableBytePointer
  ) -> Int {
    if value.isFinite { return NumberWrite.double(value, out) }
    out[0] = 0x22
    let count = DoubleText.write(value, to: out + 1)
    out[count + 1] = 0x22
    return count + 2
  }

  /// A text with its quotes. Afterwards the sink's reserve is free again.
  @inline(__always) static func string(
    _ source: Sources, _ row: Int, _ start: MutableBytePointer, _ sink: SinkPointer
  ) -> MutableBytePointer {
    let first = Int(source.pointee.positions[row])
    let count = Int(source.pointee.positions[row &+ 1]) &- first
    // Every byte may become six.
    var out = sink.pointee.ensure(count &* 6 &+ 32, start)
    var p = source.pointee.bytes + first
    let end = p + count
    out[0] = 0x22
    out += 1
    while p < end {
      let block = ByteBlocks.load(p)
      ByteBlocks.store(block, out)
      let stops = ByteBlocks.stringStops(block)
      let plain = min(ByteBlocks.any(stops) ? ByteBlocks.first(stops) : 16, end - p)
      p += plain
      out += plain
      if plain < 16 && p < end {
        out += escape(p.pointee, out)
        p += 1
      }
    }
    out[0] = 0x22
    return out + 1
  }

  @inline(never) private static func escape(_ byte: UInt8, _ out: MutableBytePointer) -> Int {
    out[0] = 0x5C
    switch byte {
    case 0x22, 0x5C: out[1] = byte
    case 0x08: out[1] = 0x62
    case 0x09: out[1] = 0x74
    case 0x0A: out[1] = 0x6E
    case 0x0C: out[1] = 0x66
    case 0x0D: out[1] = 0x72
    default:
      let low = byte & 15
      (out[1], out[2], out[3]) = (0x75, 0x30, 0x30)
      out[4] = 0x30 + (byte >> 4)
      out[5] = low < 10 ? 0x30 + low : 0x37 + low
      return 6
    }
    return 2
  }

  /// A value of any type, or `null`.
  static func value(
    _ sources: Sources, _ i: Int, row: Int, _ out: MutableBytePointer, _ sink: SinkPointer
  ) -> MutableBytePointer {
    let source = sources + i
    guard source.pointee.isValid(row) else { return null(out) }
    switch source.pointee.kind {
    case .boolean:
      let text: StaticString = source.pointee.value(row, UInt8.self) != 0 ? "true" : "false"
      out.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
      return out + text.utf8CodeUnitCount
    case .integer, .date, .time:
      return out + NumberWrite.integer(Int64(source.pointee.value(row, Int32.self)), out)
    case .bigint, .timestamp:
      return out + NumberWrite.integer(source.pointee.value(row, Int64.self), out)
    case .double:
      return out + double(source.pointee.value(row, Double.self), out)
    case .decimal:
      let unscaled = source.pointee.value(row, Int128.self)
      return out + NumberWrite.decimal(unscaled, scale: source.pointee.scale, out)
    case .string:
      return string(source, row, out, sink)
    case .bytes:
      return base64(source, row, out, sink)
    case .array, .map:
      return list(sources, i, row: row, out, sink)
    case .struct:
      return fields(
        sources, first: source.pointee.firstChild, count: source.pointee.childCount, row: row,
        out, sink)
    }
  }

  private static func base64(
    _ source: Sources, _ row: Int, _ start: MutableBytePointer, _ sink: SinkPointer
  ) -> MutableBytePointer {
    let first = Int(source.pointee.positions[row])
    let count = Int(source.pointee.positions[row + 1]) - first
    let out = sink.pointee.ensure(Base64.encodedCount(count) + 2, start)
    out[0] = 0x22
    let length = Base64.encode(source.pointee.bytes + first, count, to: out + 1)
    out[length + 1] = 0x22
    return out + length + 2
  }

  /// An ARRAY as `[…]`, a MAP as `{…}`.
  private static func list(
    _ sources: Sources, _ i: Int, row: Int, _ start: MutableBytePointer, _ sink: SinkPointer
  ) -> MutableBytePointer {
    let source = sources + i
    let isMap = source.pointee.kind == .map
    let child = source.pointee.firstChild
    let first = Int(source.pointee.positions[row])
    let end = Int(source.pointee.positions[row + 1])
    var out = start
    out[0] = isMap ? 0x7B : 0x5B
    out += 1
    for element in first..<end {
      out = sink.pointee.ensure(16, out)
      if element > first {
        out[0] = 0x2C
        out += 1
      }
      if isMap {
        if (sources + child).pointee.isValid(element) {
          out = string(sources + child, element, out, sink)
        } else {
          // What a NULL key is called, as long as it is the only one of that name.
          for byte in "\"null\"".utf8 {
            out[0] = byte
            out += 1
          }
        }
        out[0] = 0x3A
        out += 1
      }
      out = value(sources, isMap ? child + 1 : child, row: element, out, sink)
    }
    out = sink.pointee.ensure(16, out)
    out[0] = isMap ? 0x7D : 0x5D
    return out + 1
  }
}
