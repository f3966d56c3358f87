// Record batches byte by byte: what the builder writes, what the walk accepts.

import Platform
import TestSupport
import Testing

@testable import SegmentLog

@Suite struct BatchTests {
  /// Two records, computed by hand: "k"="v" at 1000, and a null key with a null value and the header
  /// "h" without a value at 1005.
  static let golden: [UInt8] = [
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x44, 0x00, 0x00, 0x00, 0x00,
    0x02, 0x62, 0x5C, 0xD9, 0x11, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x03, 0xE8, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xED, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x02, 0x10, 0x00, 0x00,
    0x00, 0x02, 0x6B, 0x02, 0x76, 0x00, 0x12, 0x00, 0x0A, 0x02, 0x01, 0x01, 0x02, 0x02, 0x68, 0x01,
  ]

  private func bytes(_ builder: RecordBatchBuilder) -> [UInt8] {
    builder.finish(BatchStamp())
    return [UInt8](UnsafeRawBufferPointer(start: builder.base, count: builder.used))
  }

  /// Decodes what may be a batch; nil when it is not one.
  private func decode(_ bytes: [UInt8], verifying: Bool = true) -> [RecordSlice]? {
    let padded = bytes + [UInt8](repeating: 0xEE, count: 64)
    let buffer = FetchBuffer(capacity: 1)
    return padded.withUnsafeBytes { raw in
      guard let base = raw.baseAddress, let header = BatchHeader(base, available: bytes.count)
      else { return nil }
      do throws(BatchFault) {
        try BatchDecoder.decode(base, header, verifying: verifying, into: buffer)
      } catch {
        return nil
      }
      return Array(buffer.records)
    }
  }

  @Test func theBuilderWritesTheGoldenBytes() {
    let builder = RecordBatchBuilder()
    builder.append(timestamp: 1000, key: Array("k".utf8), value: Array("v".utf8))
    builder.append(
      timestamp: 1005, key: nil as [UInt8]?, value: nil,
      headers: [RecordHeader(key: "h", value: nil)])
    #expect(bytes(builder) == Self.golden)
    #expect(builder.recordCount == 2)
    builder.reset()
    builder.append(timestamp: 1000, key: Array("k".utf8), value: Array("v".utf8))
    builder.append(
      timestamp: 1005, key: nil as [UInt8]?, value: nil,
      headers: [RecordHeader(key: "h", value: nil)])
    #expect(bytes(builder) == Self.golden, "after a reset")
  }

  @Test func theGoldenBytesAreRead() throws {
    let records = try #require(decode(Self.golden))
    #expect(records.map(\.offset) == [0, 1])
    #expect(records.map(\.timestamp) == [1000, 1005])
    #expect(records.map(\.keyLength) == [1, -1])
    #expect(records.map(\.valueLength) == [1, -1])
    #expect(records.map(\.headerCount) == [0, 1])
  }

  @Test func columnsGiveTheSameBytesAsRows() {
    let random = SeededRandomSource(seed: 11)
    for batchBytesMax in [200, 5000, 1_000_000] {
      let rows = 300
      let keys = (0..<rows).map { _ in [UInt8](repeating: 1, count: random.next(below: 40)) }
      let values = (0..<rows).map { _ in [UInt8](repeating: 2, count: random.next(below: 200)) }
      let times = (0..<rows).map { _ in Int64(random.next(below: 1 << 40)) }
      let valid = (0..<rows).map { _ in random.next(below: 4) != 0 }
      let selection = (0..<rows).filter { _ in random.next(below: 3) != 0 }.map { Int32($0) }
      let byRow = RecordBatchBuilder(batchBytesMax: batchBytesMax)
      for row in selection.map(Int.init) {
        byRow.append(timestamp: times[row], key: keys[row], value: valid[row] ? values[row] : nil)
      }
      let byColumn = RecordBatchBuilder(batchBytesMax: batchBytesMax, capacity: 1)
      let keyColumn = ColumnFixture(keys, valid: nil)
      let valueColumn = ColumnFixture(values, valid: valid)
      times.withUnsafeBufferPointer { times in
        selection.withUnsafeBufferPointer { selection in
          byColumn.append(
            RecordColumns(
              count: selection.count, timestamps: times.baseAddress!, keys: keyColumn.column,
              values: valueColumn.column, selection: selection.baseAddress!))
        }
      }
      #expect(bytes(byColumn) == bytes(byRow))
      #expect(byColumn.starts == byRow.starts)
      #expect(byColumn.starts.count > 1 || batchBytesMax > 100_000)
    }
  }

  @Test func aBatchClosesBeforeItGrowsTooLarge() {
    let builder = RecordBatchBuilder(batchBytesMax: 500)
    for _ in 0..<100 {
      builder.append(timestamp: 0, key: [1], value: [UInt8](repeating: 0, count: 50))
    }
    builder.append(timestamp: 0, key: [1], value: [UInt8](repeating: 0, count: 2000))
    builder.append(timestamp: 0, key: [1], value: [2])
    builder.finish(BatchStamp())
    let sizes = builder.starts.indices.map { index in
      let (start, end) = builder.bounds(ofBatch: index)
      return end - start
    }
    #expect(sizes.filter { $0 > 500 }.count == 1)
    #expect(builder.starts.count > 10)
  }

  @Test func everyTruncationAndEveryFlippedByteIsRefused() {
    for count in 0..<Self.golden.count {
      #expect(decode(Array(Self.golden.prefix(count))) == nil, "\(count) bytes")
    }
    for position in 8..<Self.golden.count where !(12..<16).contains(position) {
      var bytes = Self.golden
      bytes[position] ^= 0x41
      #expect(decode(bytes) == nil, "byte \(position)")
    }
  }

  @Test func garbageBehindAValidHeaderNeverTraps() {
    let random = SeededRandomSource(seed: 3)
    for _ in 0..<20_000 {
      var bytes = Self.golden
      for _ in 0...random.next(below: 6) {
        let position = 17 + random.next(below: bytes.count - 17)
        bytes[position] = UInt8(truncatingIfNeeded: random.next())
      }
      for record in decode(bytes, verifying: false) ?? [] {
        #expect(record.keyLength >= -1 && record.valueLength >= -1)
        #expect(record.headers.count == Int(record.headerCount))
      }
    }
  }

  @Test func headersComeBack() throws {
    let headers = [
      RecordHeader(key: "a", value: [1, 2, 3]), RecordHeader(key: "", value: nil),
      RecordHeader(key: "long", value: [UInt8](repeating: 9, count: 300)),
    ]
    let fixture = try LogFixture()
    try fixture.topic("t")
    let builder = RecordBatchBuilder()
    builder.append(timestamp: 1, key: [1], value: nil, headers: headers)
    _ = try fixture.broker.append(builder, to: TopicPartition("t", 0))
    let buffer = FetchBuffer()
    let found = try fixture.broker.read(
      TopicPartition("t", 0), from: 0, maxBytes: 1000, isolation: .committed, into: buffer)
    #expect(found.count == 1)
    #expect(buffer.records[0].headers == headers)
  }

  @Test func aControlBatchHasAFixedLengthAndAType() {
    for type in [ControlType.abort, .commit] {
      let bytes = ControlBatch.bytes(
        type, producerIdentifier: 7, producerEpoch: 3, timestamp: 1000, base: 42)
      #expect(bytes.count == ControlBatch.byteCount)
      bytes.withUnsafeBytes { raw in
        let header = BatchHeader(raw.baseAddress!, available: raw.count)
        #expect(header?.base == 42)
        #expect(header?.isControl == true)
        #expect(header.map { BatchDecoder.isIntact(raw.baseAddress!, $0) } == true)
        #expect(header.flatMap { ControlBatch.type(raw.baseAddress!, $0) } == type)
      }
    }
  }
}

/// A byte column with memory of its own.
final class ColumnFixture {
  private let offsets: UnsafeMutablePointer<Int32>
  private let bytes: UnsafeMutableRawPointer
  private var validity: UnsafeMutablePointer<UInt64>?

  init(_ rows: [[UInt8]], valid: [Bool]?) {
    let all = rows.flatMap { $0 }
    offsets = .allocate(capacity: rows.count + 1)
    bytes = .allocate(byteCount: all.count + 64, alignment: 8)
    bytes.initializeMemory(as: UInt8.self, repeating: 0xEE, count: all.count + 64)
    bytes.copyMemory(from: all, byteCount: all.count)
    var end: Int32 = 0
    offsets[0] = 0
    for (index, row) in rows.enumerated() {
      end += Int32(row.count)
      offsets[index + 1] = end
    }
    guard let valid else { return }
    let words = UnsafeMutablePointer<UInt64>.allocate(capacity: rows.count / 64 + 1)
    words.initialize(repeating: 0, count: rows.count / 64 + 1)
    for (index, isValid) in valid.enumerated() where isValid {
      words[index >> 6] |= 1 << UInt64(index & 63)
    }
    validity = words
  }

  deinit {
    offsets.deallocate()
    bytes.deallocate()
    validity?.deallocate()
  }

  var column: ByteColumn {
    ByteColumn(
      offsets: UnsafePointer(offsets), bytes: UnsafeRawPointer(bytes),
      validity: validity.map { UnsafePointer($0) })
  }
}
