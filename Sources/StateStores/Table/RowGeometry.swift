// A row in memory. It never moves while it lives:
//
//   0  hash         UInt32, the upper half of the key's hash
//   4  key length   UInt8, 255 when the key is longer than the key area
//   5  flags        UInt8: live, dirty, committed
//   6  unused       UInt16
//   8  key area     the key's bytes, padded with zeros; of a longer key its first 16 bytes and the
//                   address of the whole: UInt32 length, then the bytes
//   8 + area        the state: `rowBytes` bytes; this is the address that callers hold
//
// A free row keeps its dirty flag, so that it is listed once, and the next free row at 8.

/// Positions inside the rows of one table.
struct RowGeometry: Sendable {
  /// Bytes of the key area, a multiple of 8.
  let keyArea: Int
  let rowBytes: Int

  static let headerBytes = 8
  /// Key area of keys that vary in length: 24 bytes hold most names and identifiers.
  static let variableKeyArea = 24
  static let widestFixedKey = 64
  /// The key length that says "elsewhere".
  static let longKey: UInt8 = 255

  /// `keyWidth`: the width of all keys, nil when they vary.
  init(keyWidth: Int?, rowBytes: Int) {
    if let keyWidth, keyWidth <= RowGeometry.widestFixedKey {
      keyArea = max(8, (keyWidth + 7) & ~7)
    } else {
      keyArea = RowGeometry.variableKeyArea
    }
    self.rowBytes = rowBytes
  }

  /// From the address of a row to that of its state.
  var stateOffset: Int { RowGeometry.headerBytes + keyArea }
  /// Bytes from one row to the next.
  var stride: Int { stateOffset + rowBytes }
}

/// The flags of a row.
struct RowFlags {
  /// The row has a key; clear in a free row.
  static let live: UInt8 = 1
  /// The row is in the list of dirty rows.
  static let dirty: UInt8 = 2
  /// The changelog has the key: its removal needs a tombstone.
  static let committed: UInt8 = 4
}
