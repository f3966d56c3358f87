// Records for tests: bytes in memory of their own with misleading bytes behind their end, and
// columns as rows of values.

import Formats
import Values

/// Slices that live as long as this object. Behind every record lie 64 bytes that continue it in a
/// tempting way: a reader that trusts them gets wrong results.
final class RecordBytes {
  let slices: UnsafeMutableBufferPointer<ByteSlice>
  private var blocks: [UnsafeMutablePointer<UInt8>] = []

  init(_ records: [[UInt8]?], bait: String = "7,\"}],:9e1 null\\u00") {
    slices = .allocate(capacity: records.count)
    let baits = Array(bait.utf8)
    for (i, record) in records.enumerated() {
      guard let record else {
        slices.initializeElement(at: i, to: .null)
        continue
      }
      let block = UnsafeMutablePointer<UInt8>.allocate(
        capacity: record.count + ByteSlice.overread)
      for (j, byte) in record.enumerated() { block[j] = byte }
      for j in 0..<ByteSlice.overread { block[record.count + j] = baits[j % baits.count] }
      blocks.append(block)
      slices.initializeElement(
        at: i, to: ByteSlice(start: UnsafePointer(block), count: Int32(record.count)))
    }
  }

  deinit {
    for block in blocks { block.deallocate() }
    slices.deallocate()
  }
}

extension RecordDecoder {
  /// Decodes records given as bytes.
  func decode(bytes records: [[UInt8]?]) -> DecodedRows {
    let memory = RecordBytes(records)
    defer { withExtendedLifetime(memory) {} }
    return decode(UnsafeBufferPointer(memory.slices))
  }

  /// Decodes records given as text.
  func decode(_ records: [String?]) -> DecodedRows {
    decode(bytes: records.map { $0.map { Array($0.utf8) } })
  }

  /// Decodes one record: its values, or its error.
  func decodeOne(_ record: String) -> Result<[Value], RecordError> {
    let rows = decode([record])
    if let error = rows.errors.first { return .failure(error.error) }
    return .success(rows.columns.map { $0.value(at: 0) })
  }
}

extension RecordEncoder {
  /// Encodes rows of values; nil entries are null bytes.
  func encode(
    rows: [[Value]], types: [SQLType], selection: Selection? = nil, present: Bitmap? = nil
  ) -> [[UInt8]?] {
    let columns = types.enumerated().map { i, type in Column.of(rows.map { $0[i] }, type: type) }
    let encoded = encode(
      columns: columns, count: rows.count, selection: selection, present: present)
    return encoded.entries
  }

  /// Encodes one row as text.
  func encodeOne(_ row: [Value], types: [SQLType]) -> String? {
    encode(rows: [row], types: types)[0].map { String(decoding: $0, as: UTF8.self) }
  }
}

extension EncodedRows {
  /// The entries as bytes; nil for null bytes.
  var entries: [[UInt8]?] {
    (0..<count).map { i in
      let slice = slice(i)
      return slice.isNull
        ? nil : Array(UnsafeBufferPointer(start: slice.start, count: Int(slice.count)))
    }
  }
}

/// A generator whose numbers a seed decides.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension RandomNumberGenerator {
  mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }
  mutating func chance(_ part: Int) -> Bool { below(part) == 0 }
  mutating func pick<T>(_ choices: [T]) -> T { choices[below(choices.count)] }
}
