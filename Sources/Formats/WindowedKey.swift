// The key of a windowed table: the inner key's bytes with the window behind them, as Kafka Streams
// writes it.
//
//   tumbling, hopping   inner | start  Int64 big-endian              end = start + size
//   session             inner | end    Int64 big-endian | start  Int64 big-endian
//
// Safe because a suffix is read only from slices that are long enough, and buffers have room for
// all keys with their suffixes.

package import Values

/// How a windowed key carries its window.
package enum WindowedKey: Hashable, Sendable, Codable {
  /// Tumbling and hopping windows of this many milliseconds.
  case time(size: Int64)
  case session

  /// Bytes behind the inner key.
  package var suffixLength: Int {
    switch self {
    case .time: 8
    case .session: 16
    }
  }

  /// What `split` found.
  package struct SplitKeys {
    /// The bounds, BIGINT; NULL where the bytes are null or too short.
    package var windows: WindowBounds
    /// Rows whose bytes are too short to hold a window.
    package var errors: [RowError]
  }

  /// Splits keys into inner keys, written to `inner` (one per slice, null for null bytes and for
  /// errors), and windows.
  package func split(
    _ slices: UnsafeBufferPointer<ByteSlice>, inner: UnsafeMutableBufferPointer<ByteSlice>
  ) -> SplitKeys {
    let starts = ColumnBuilder(.bigint, capacity: slices.count)
    let ends = ColumnBuilder(.bigint, capacity: slices.count)
    var errors: [RowError] = []
    let startOut = starts.reserveValues(slices.count).assumingMemoryBound(to: Int64.self)
    let endOut = ends.reserveValues(slices.count).assumingMemoryBound(to: Int64.self)
    starts.advance(by: slices.count)
    ends.advance(by: slices.count)
    for row in 0..<slices.count {
      let slice = slices[row]
      let length = Int(slice.count) - suffixLength
      guard length >= 0 else {
        inner[row] = .null
        (startOut[row], endOut[row]) = (0, 0)
        starts.setNull(row)
        ends.setNull(row)
        if slice.count >= 0 { errors.append(tooShort(row, slice.count)) }
        continue
      }
      inner[row] = ByteSlice(start: slice.start, count: Int32(length))
      (startOut[row], endOut[row]) = bounds(UnsafeRawPointer(slice.start + length))
    }
    return SplitKeys(
      windows: WindowBounds(starts: starts.finish(), ends: ends.finish()), errors: errors)
  }

  /// The encoded inner keys with the window of each behind it. `windows` has a row per row of the
  /// batch that was encoded; `selection` is the one it was encoded with. Null keys stay null.
  package func append(
    _ windows: WindowBounds, to keys: EncodedRows, selection: Selection?
  ) -> EncodedRows {
    let old = keys.offsets.pointer(Int32.self)
    let total = Int(old[keys.count]) + keys.count * suffixLength
    let bytes = Buffer(capacity: total)
    let offsets = Buffer(capacity: (keys.count + 1) * 4)
    let positions = offsets.pointer(Int32.self)
    positions[0] = 0
    var used = 0
    for entry in 0..<keys.count {
      let row = selection.map { Int($0.rows[entry]) } ?? entry
      let slice = keys.slice(entry)
      if slice.count >= 0 {
        (bytes.base + used).copyMemory(from: slice.start, byteCount: Int(slice.count))
        used += Int(slice.count)
        used += write(
          start: windows.starts.int64s[row], end: windows.ends.int64s[row], to: bytes.base + used)
      }
      positions[entry + 1] = Int32(truncatingIfNeeded: used)
    }
    return EncodedRows(
      count: keys.count, offsets: offsets, bytes: bytes, nulls: keys.nulls, errors: keys.errors)
  }

  private func bounds(_ suffix: UnsafeRawPointer) -> (Int64, Int64) {
    let first = Int64(bigEndian: suffix.loadUnaligned(as: Int64.self))
    switch self {
    case .session:
      return (Int64(bigEndian: (suffix + 8).loadUnaligned(as: Int64.self)), first)
    case .time(let size):
      let (end, overflow) = first.addingReportingOverflow(size)
      return (first, overflow ? .max : end)
    }
  }

  private func write(start: Int64, end: Int64, to out: UnsafeMutableRawPointer) -> Int {
    switch self {
    case .time:
      out.storeBytes(of: start.bigEndian, as: Int64.self)
    case .session:
      out.storeBytes(of: end.bigEndian, as: Int64.self)
      (out + 8).storeBytes(of: start.bigEndian, as: Int64.self)
    }
    return suffixLength
  }

  private func tooShort(_ row: Int, _ count: Int32) -> RowError {
    RowError(
      row: row,
      error: RecordError(
        reason: "a windowed key needs at least \(suffixLength) bytes, got \(count)"))
  }
}
