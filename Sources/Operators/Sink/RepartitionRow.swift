// The payload of repartition topics: rows of an edge, in a layout of our own.
//
//   0  version  UInt8, 1
//   1  kind     UInt8: 0 the row, 1 a row without a value, 2 an old row to be taken out,
//               3 a row and behind it the one that it replaces under the same key
//   2  window start, end   Int64 little-endian each; only if the edge is windowed
//   .  all columns of the edge, keys first, as `RowCodec` writes them
//
// The record's key has the bytes of the key format, so that the topic partitions like any other.

import Plan
import Values

/// Writes and reads rows on their way through a repartition topic.
struct RepartitionRow {
  static let version: UInt8 = 1

  enum Kind: UInt8 {
    case row = 0
    case absent = 1
    case old = 2
    case change = 3
  }

  let codec: RowCodec
  let isWindowed: Bool

  init(_ edge: Edge) {
    codec = RowCodec(edge.schema.columns.map(\.type))
    isWindowed = edge.window != nil
  }

  /// Appends row `row` of the columns.
  func encode(
    _ kind: Kind, _ columns: [Column], _ row: Int, windows: WindowBounds?, into out: ByteWriter
  ) {
    out.append(RepartitionRow.version)
    out.append(kind.rawValue)
    if isWindowed {
      out.append((windows?.starts.int64s[row] ?? 0).littleEndian)
      out.append((windows?.ends.int64s[row] ?? 0).littleEndian)
    }
    codec.encodeRow(columns, row, into: out)
  }

  /// Appends the row that a `.change`, just written, replaces.
  func encode(replaced columns: [Column], _ row: Int, into out: ByteWriter) {
    codec.encodeRow(columns, row, into: out)
  }

  /// Appends the row to the builders and gives its kind; nil when the bytes hold none. Where the
  /// edge has old values, `old` gets a row as well, of NULLs if nothing is replaced.
  func decode(
    _ bytes: UnsafeRawBufferPointer, into builders: [ColumnBuilder], old: [ColumnBuilder]?,
    windows: (starts: ColumnBuilder, ends: ColumnBuilder)?
  ) -> Kind? {
    guard bytes.count >= 2, bytes[0] == RepartitionRow.version, let kind = Kind(rawValue: bytes[1])
    else { return nil }
    var position = 2
    if let windows {
      guard bytes.count >= 18 else { return nil }
      for builder in [windows.starts, windows.ends] {
        builder.append(
          Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Int64.self)))
        position += 8
      }
    }
    var oldPosition = position
    guard codec.decodeRow(bytes, at: &position, into: builders) else { return nil }
    guard let old else { return kind }
    switch kind {
    case .row, .absent: for builder in old { builder.appendNull() }
    case .old: guard codec.decodeRow(bytes, at: &oldPosition, into: old) else { return nil }
    case .change: guard codec.decodeRow(bytes, at: &position, into: old) else { return nil }
    }
    return kind
  }
}
