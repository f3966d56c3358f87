// Batches as a client encodes them, and a short way to send them.

import Platform

@testable import SegmentLog

/// Encodes batches as clients do.
enum EncodedBatch {
  /// Who sends a batch, and with which number.
  struct Sender {
    var identifier: Int64 = -1
    var epoch: Int16 = -1
    var sequence: Int32 = -1
    var isTransactional = false
  }

  /// Records "key=value" ("key" is a tombstone, "=value" has no key) with times from `time` on.
  static func bytes(
    _ records: [String], codec: Compression = .none, sender: Sender = Sender(), time: Int64 = 1000
  ) -> [UInt8] {
    let builder = RecordBatchBuilder(batchBytesMax: 1 << 26)
    for (index, record) in records.enumerated() {
      let parts = record.split(separator: "=", omittingEmptySubsequences: false).map {
        Array($0.utf8)
      }
      builder.append(
        timestamp: time + Int64(index), key: parts[0].isEmpty ? nil : parts[0],
        value: parts.count > 1 ? parts[1] : nil)
    }
    var stamp = BatchStamp()
    stamp.producerIdentifier = sender.identifier
    stamp.producerEpoch = sender.epoch
    stamp.baseSequence = sender.sequence
    stamp.isTransactional = sender.isTransactional
    builder.finish(stamp)
    let plain = UnsafeRawBufferPointer(start: builder.base, count: builder.used)
    let output = GrowableBytes()
    output.append(UnsafeRawBufferPointer(rebasing: plain[..<61]))
    try? codec.compress(UnsafeRawBufferPointer(rebasing: plain[61...]), into: output)
    let attributes = BatchLayout.load(output.base, 21, as: UInt16.self)
    BatchLayout.store(output.base, 21, attributes | UInt16(codec.rawValue))
    BatchLayout.store(output.base, 8, Int32(output.count - 12))
    BatchLayout.writeChecksum(output.base, byteCount: output.count)
    return [UInt8](output.bytes)
  }

  /// Changes header bytes and makes the checksum right again.
  static func changed(_ bytes: [UInt8], _ change: (UnsafeMutableRawPointer) -> Void) -> [UInt8] {
    var bytes = bytes
    let count = bytes.count
    bytes.withUnsafeMutableBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      change(base)
      BatchLayout.writeChecksum(base, byteCount: count)
    }
    return bytes
  }
}

extension LogFixture {
  /// Sends one batch as a client.
  @discardableResult
  func send(
    _ bytes: [UInt8], to topic: String, _ partition: Int = 0, transactionalId: String? = nil,
    acceptsZstandard: Bool = true
  ) throws -> AppendResult {
    var bytes = bytes
    return try bytes.withUnsafeMutableBytes { buffer in
      try broker.produce(
        [ClientRecords(TopicPartition(topic, partition), buffer)],
        transactionalId: transactionalId, acceptsZstandard: acceptsZstandard)[0].get()
    }
  }

  /// Sends records of a producer, the first with a sequence number.
  @discardableResult
  func send(
    _ records: String..., to topic: String, _ partition: Int = 0, from producer: Producer,
    sequence: Int32, inTransaction: Bool = true
  ) throws -> AppendResult {
    try send(
      EncodedBatch.bytes(
        records,
        sender: EncodedBatch.Sender(
          identifier: producer.identifier, epoch: producer.epoch, sequence: sequence,
          isTransactional: inTransaction)),
      to: topic, partition, transactionalId: inTransaction ? producer.name : nil)
  }

  /// The code of the error that a call ends with, nil when it ends well.
  func code(_ body: () throws -> Void) -> LogError.Code? {
    do {
      try body()
      return nil
    } catch {
      return (error as? LogError)?.code
    }
  }
}
