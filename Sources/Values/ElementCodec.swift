// Values of any type as bytes: elements of an aggregate's list, rows of a changelog. The layout
// depends on the type alone, integers are little-endian, nothing is aligned or padded.
//
//   BOOLEAN                  1 byte, 0 or 1
//   INTEGER DATE TIME        4 bytes
//   BIGINT TIMESTAMP DOUBLE  8 bytes (a NaN is always the same NaN)
//   DECIMAL                  16 bytes, the unscaled number
//   STRING BYTES             UInt32 length, bytes
//   ARRAY                    UInt32 count, null bits, the elements that are not NULL
//   MAP                      UInt32 count, null bits and keys, null bits and values
//   STRUCT                   null bits, the fields that are not NULL
//
// Null bits: one bit an entry, low bit first, set = NULL, ⌈count / 8⌉ bytes.
// A value that may be NULL itself (`encode`) is one byte, 0 for NULL or 1, and then the value.

/// Writes and reads values of one type.
package struct ElementCodec: Sendable {
  enum Kind: UInt8 {
    case byte, four, eight, double, sixteen, text, array, map, structure
  }

  let kind: Kind
  let children: [ElementCodec]
  package let type: SQLType

  package init(_ type: SQLType) {
    self.type = type
    switch type {
    case .boolean: (kind, children) = (.byte, [])
    case .integer, .date, .time: (kind, children) = (.four, [])
    case .bigint, .timestamp: (kind, children) = (.eight, [])
    case .double: (kind, children) = (.double, [])
    case .decimal: (kind, children) = (.sixteen, [])
    case .string, .bytes: (kind, children) = (.text, [])
    case .array(let element): (kind, children) = (.array, [ElementCodec(element)])
    case .map(let key, let value):
      (kind, children) = (.map, [ElementCodec(key), ElementCodec(value)])
    case .struct(let fields): (kind, children) = (.structure, fields.map { ElementCodec($0.type) })
    }
  }

  // MARK: - Writing

  /// Appends row `row` of a column of this type, NULL or not.
  package func encode(_ column: Column, _ row: Int, into out: ByteWriter) {
    guard column.isValid(row) else { return out.append(UInt8(0)) }
    out.append(UInt8(1))
    encodePresent(column, row, into: out)
  }

  /// Appends row `row`, which is not NULL, without the byte that says so.
  package func encodePresent(_ column: Column, _ row: Int, into out: ByteWriter) {
    switch kind {
    case .byte: out.append(column.booleans[row])
    case .four: out.append(column.int32s[row].littleEndian)
    case .eight: out.append(column.int64s[row].littleEndian)
    case .double:
      let value = column.doubles[row]
      out.append((value.isNaN ? Double.nan.bitPattern : value.bitPattern).littleEndian)
    case .sixteen: out.append(column.decimals[row].littleEndian)
    case .text:
      let text = column.bytes(at: row)
      out.append(UInt32(text.count).littleEndian)
      out.append(text)
    case .array, .map:
      let elements = column.elements(at: row)
      out.append(UInt32(elements.count).littleEndian)
      for (child, values) in zip(children, column.children) {
        child.encodeRun(values, elements, into: out)
      }
    case .structure:
      let bits = out.count
      ElementCodec.clear(out.extend(by: (children.count + 7) / 8), (children.count + 7) / 8)
      for (i, field) in children.enumerated() {
        if column.children[i].isValid(row) {
          field.encodePresent(column.children[i], row, into: out)
        } else {
          ElementCodec.setBit(out.base + bits, i)
        }
      }
    }
  }

  private func encodeRun(_ column: Column, _ rows: Range<Int>, into out: ByteWriter) {
    let bits = out.count
    let bitBytes = (rows.count + 7) / 8
    ElementCodec.clear(out.extend(by: bitBytes), bitBytes)
    for row in rows {
      if column.isValid(row) {
        encodePresent(column, row, into: out)
      } else {
        ElementCodec.setBit(out.base + bits, row - rows.lowerBound)
      }
    }
  }

  @inline(__always) static func setBit(_ bits: UnsafeMutableRawPointer, _ i: Int) {
    let place = (bits + (i >> 3)).assumingMemoryBound(to: UInt8.self)
    place.pointee |= 1 << UInt8(i & 7)
  }

  @inline(__always) static func bit(_ bits: UnsafeRawPointer, _ i: Int) -> Bool {
    bits.load(fromByteOffset: i >> 3, as: UInt8.self) & (1 << UInt8(i & 7)) != 0
  }

  @inline(__always) static func clear(_ place: UnsafeMutableRawPointer, _ count: Int) {
    place.initializeMemory(as: UInt8.self, repeating: 0, count: count)
  }
}
