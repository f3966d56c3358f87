// Reading what `ElementCodec` wrote. Every length is checked, so that bytes which were cut or
// damaged end in `false`, never in a read past their end.

extension ElementCodec {
  /// Appends the value at `position` to a builder of this type and moves `position` behind it.
  /// False when the bytes do not hold one; the builder is of no use then.
  package func decode(
    _ bytes: UnsafeRawBufferPointer, at position: inout Int, into builder: ColumnBuilder
  ) -> Bool {
    guard position < bytes.count else { return false }
    let present = bytes[position]
    position += 1
    if present == 0 {
      builder.appendNull()
      return true
    }
    return decodePresent(bytes, at: &position, into: builder)
  }

  /// As `decode` for a value without the byte that says whether it is NULL.
  package func decodePresent(
    _ bytes: UnsafeRawBufferPointer, at position: inout Int, into builder: ColumnBuilder
  ) -> Bool {
    switch kind {
    case .byte:
      guard let value = load(UInt8.self, bytes, &position) else { return false }
      builder.append(value != 0)
    case .four:
      guard let value = load(Int32.self, bytes, &position) else { return false }
      builder.append(Int32(littleEndian: value))
    case .eight:
      guard let value = load(Int64.self, bytes, &position) else { return false }
      builder.append(Int64(littleEndian: value))
    case .double:
      guard let value = load(UInt64.self, bytes, &position) else { return false }
      builder.append(Double(bitPattern: UInt64(littleEndian: value)))
    case .sixteen:
      guard let value = load(Int128.self, bytes, &position) else { return false }
      builder.append(Int128(littleEndian: value))
    case .text:
      guard let length = count(bytes, &position), length <= bytes.count - position else {
        return false
      }
      let text = UnsafeRawBufferPointer(rebasing: bytes[position..<(position + length)])
      builder.append(text.assumingMemoryBound(to: UInt8.self))
      position += length
    case .array, .map:
      guard let length = count(bytes, &position) else { return false }
      for (child, builder) in zip(children, builder.children) {
        guard child.decodeRun(length, bytes, &position, into: builder) else { return false }
      }
      builder.endRow()
    case .structure:
      guard decodeFields(bytes, &position, into: builder.children) else { return false }
      builder.endRow()
    }
    return true
  }

  private func decodeRun(
    _ length: Int, _ bytes: UnsafeRawBufferPointer, _ position: inout Int,
    into builder: ColumnBuilder
  ) -> Bool {
    let bitBytes = (length + 7) / 8
    guard bitBytes <= bytes.count - position, let base = bytes.baseAddress else {
      return length == 0
    }
    let bits = base + position
    position += bitBytes
    for i in 0..<length {
      if ElementCodec.bit(bits, i) {
        builder.appendNull()
      } else if !decodePresent(bytes, at: &position, into: builder) {
        return false
      }
    }
    return true
  }

  private func decodeFields(
    _ bytes: UnsafeRawBufferPointer, _ position: inout Int, into builders: [ColumnBuilder]
  ) -> Bool {
    let bitBytes = (children.count + 7) / 8
    guard bitBytes <= bytes.count - position, let base = bytes.baseAddress else {
      return children.isEmpty
    }
    let bits = base + position
    position += bitBytes
    for (i, field) in children.enumerated() {
      if ElementCodec.bit(bits, i) {
        builders[i].appendNull()
      } else if !field.decodePresent(bytes, at: &position, into: builders[i]) {
        return false
      }
    }
    return true
  }

  /// Order of two encoded values, neither NULL and without the leading byte, of a type with an
  /// order; the pointers come from `encodePresent`. Doubles order as in Java: −0.0 before 0.0, NaN
  /// last.
  package func compare(_ a: UnsafeRawPointer, _ b: UnsafeRawPointer) -> Int {
    switch kind {
    case .byte: order(a.load(as: UInt8.self), b.load(as: UInt8.self))
    case .four: order(a.loadUnaligned(as: Int32.self), b.loadUnaligned(as: Int32.self))
    case .eight: order(a.loadUnaligned(as: Int64.self), b.loadUnaligned(as: Int64.self))
    case .double:
      order(
        DoubleOrder.key(a.loadUnaligned(as: Double.self)),
        DoubleOrder.key(b.loadUnaligned(as: Double.self)))
    case .sixteen: order(a.loadUnaligned(as: Int128.self), b.loadUnaligned(as: Int128.self))
    case .text:
      if case .string = type {
        TextOrder.compareUTF16(text(a), text(b))
      } else {
        TextOrder.compareSigned(text(a), text(b))
      }
    case .array, .map, .structure: 0
    }
  }

  private func text(_ place: UnsafeRawPointer) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(
      start: (place + 4).assumingMemoryBound(to: UInt8.self),
      count: Int(place.loadUnaligned(as: UInt32.self)))
  }

  private func order<T: Comparable>(_ a: T, _ b: T) -> Int { a < b ? -1 : (a == b ? 0 : 1) }

  @inline(__always) private func load<T: BitwiseCopyable>(
    _ type: T.Type, _ bytes: UnsafeRawBufferPointer, _ position: inout Int
  ) -> T? {
    guard MemoryLayout<T>.size <= bytes.count - position else { return nil }
    defer { position += MemoryLayout<T>.size }
    return bytes.loadUnaligned(fromByteOffset: position, as: type)
  }

  private func count(_ bytes: UnsafeRawBufferPointer, _ position: inout Int) -> Int? {
    load(UInt32.self, bytes, &position).map { Int(UInt32(littleEndian: $0)) }
  }
}

/// Doubles as integers that sort as `Double.compareTo` of Java does.
package enum DoubleOrder {
  /// −0.0 before 0.0; NaN above positive infinity.
  @inlinable @inline(__always)
  package static func key(_ value: Double) -> Int64 {
    flip(Int64(bitPattern: value != value ? Double.nan.bitPattern : value.bitPattern))
  }

  /// From the bits of a double to its key and back.
  @inlinable @inline(__always)
  package static func flip(_ bits: Int64) -> Int64 {
    bits ^ Int64(bitPattern: UInt64(bitPattern: bits >> 63) >> 1)
  }
}
