// What the journal says, one entry a frame. All numbers big-endian; a text or blob is a 32-bit
// length and bytes; a list is a 32-bit count and elements; a partition is its topic's UUID (16) and
// its number (4).
//
//   1 producer    name | id 8 | epoch 2
//   2 decision    sequence 8 | producer id 8 | epoch 2 | is durable 1
//                 | ranges (partition, first 8, end 8) | progress list
//   3 rejected    sequence 8
//   4 progress    progress
//   5 forgotten   group
//   6 checkpoint  partition | start 8 | scan from 8 | durable end 8 | compacted end 8
//                 | aborted (producer 8, first 8, last 8)
//   7 deleted     topic UUID 16
//   8 opened      (nothing: the data folder is in use)
//   9 closed      (nothing: everything before is on disk and whole)
//
// progress = group | offsets (partition, offset 8) | 1 and metadata, or 0

/// Progress under one name, as a journal entry carries it.
struct ProgressEntry: Equatable {
  var group: String
  var offsets: [(key: PartitionKey, offset: Offset)]
  /// Replaces the former metadata unless nil.
  var metadata: [UInt8]?

  static func == (left: ProgressEntry, right: ProgressEntry) -> Bool {
    left.group == right.group && left.metadata == right.metadata
      && left.offsets.elementsEqual(right.offsets) { $0.key == $1.key && $0.offset == $1.offset }
  }
}

/// The decision to commit a transaction: from the moment that it is written, the transaction is
/// committed.
struct Decision: Equatable {
  struct Range: Equatable {
    var key: PartitionKey
    var first: Offset
    var end: Offset
  }

  var sequence: UInt64
  var producer: Int64
  var epoch: Int16
  /// Whether the ranges, and the inputs up to the committed offsets, were on disk before it was
  /// written.
  var isDurable: Bool
  var ranges: [Range]
  var progress: [ProgressEntry]
}

/// An entry of the journal.
enum JournalEntry: Equatable {
  case producer(Producer)
  case decision(Decision)
  case rejected(sequence: UInt64)
  case progress(ProgressEntry)
  case forgotten(group: String)
  case checkpoint(PartitionKey, PartitionCheckpoint, aborted: [AbortedRange])
  case deleted(TopicIdentifier)
  case opened
  case closed

  var encoded: [UInt8] {
    var bytes: [UInt8] = []
    switch self {
    case .producer(let producer):
      bytes.append(1)
      bytes.appendText(producer.name)
      bytes.appendBigEndian(producer.identifier)
      bytes.appendBigEndian(producer.epoch)
    case .decision(let decision):
      bytes.append(2)
      bytes.append(decision)
    case .rejected(let sequence):
      bytes.append(3)
      bytes.appendBigEndian(sequence)
    case .progress(let entry):
      bytes.append(4)
      bytes.append(entry)
    case .forgotten(let group):
      bytes.append(5)
      bytes.appendText(group)
    case .checkpoint(let key, let checkpoint, let aborted):
      bytes.append(6)
      bytes.append(key)
      bytes.append(checkpoint)
      bytes.appendBigEndian(UInt32(aborted.count))
      for range in aborted {
        bytes.appendBigEndian(range.producer)
        bytes.appendBigEndian(range.first.value)
        bytes.appendBigEndian(range.last.value)
      }
    case .deleted(let topic):
      bytes.append(7)
      bytes.appendBigEndian(topic.high)
      bytes.appendBigEndian(topic.low)
    case .opened: bytes.append(8)
    case .closed: bytes.append(9)
    }
    return bytes
  }

  /// Reads one entry; nil when the bytes are not exactly one.
  init?(_ bytes: ArraySlice<UInt8>) {
    var reader = ByteReader(bytes)
    guard let entry = Self.read(&reader), reader.isAtEnd else { return nil }
    self = entry
  }

  private static func read(_ reader: inout ByteReader) -> JournalEntry? {
    switch reader.take(UInt8.self) {
    case 1:
      guard let name = reader.takeText(), let identifier = reader.take(Int64.self),
        let epoch = reader.take(Int16.self)
      else { return nil }
      return .producer(Producer(name: name, identifier: identifier, epoch: epoch))
    case 2: return reader.takeDecision().map { .decision($0) }
    case 3: return reader.take(UInt64.self).map { .rejected(sequence: $0) }
    case 4: return reader.takeProgress().map { .progress($0) }
    case 5: return reader.takeText().map { .forgotten(group: $0) }
    case 6:
      guard let key = reader.takeKey(), let checkpoint = reader.takeCheckpoint(),
        let aborted = reader.takeList({ $0.takeAborted() })
      else { return nil }
      return .checkpoint(key, checkpoint, aborted: aborted)
    case 7: return reader.takeTopic().map { .deleted($0) }
    case 8: return .opened
    case 9: return .closed
    default: return nil
    }
  }
}

extension [UInt8] {
  fileprivate mutating func append(_ key: PartitionKey) {
    appendBigEndian(key.topic.high)
    appendBigEndian(key.topic.low)
    appendBigEndian(key.partition)
  }

  fileprivate mutating func append(_ checkpoint: PartitionCheckpoint) {
    appendBigEndian(checkpoint.start.value)
    appendBigEndian(checkpoint.scanFrom.value)
    appendBigEndian(checkpoint.durableEnd.value)
    appendBigEndian(checkpoint.compactedEnd.value)
  }

  fileprivate mutating func append(_ entry: ProgressEntry) {
    appendText(entry.group)
    appendBigEndian(UInt32(entry.offsets.count))
    for (key, offset) in entry.offsets {
      append(key)
      appendBigEndian(offset.value)
    }
    append(entry.metadata == nil ? 0 : 1)
    if let metadata = entry.metadata { appendBlob(metadata) }
  }

  fileprivate mutating func append(_ decision: Decision) {
    appendBigEndian(decision.sequence)
    appendBigEndian(decision.producer)
    appendBigEndian(decision.epoch)
    append(decision.isDurable ? 1 : 0)
    appendBigEndian(UInt32(decision.ranges.count))
    for range in decision.ranges {
      append(range.key)
      appendBigEndian(range.first.value)
      appendBigEndian(range.end.value)
    }
    appendBigEndian(UInt32(decision.progress.count))
    for entry in decision.progress { append(entry) }
  }
}

extension ByteReader {
  fileprivate mutating func takeOffset() -> Offset? { take(Int64.self).map { Offset($0) } }

  fileprivate mutating func takeTopic() -> TopicIdentifier? {
    guard let high = take(UInt64.self), let low = take(UInt64.self) else { return nil }
    return TopicIdentifier(high: high, low: low)
  }

  fileprivate mutating func takeKey() -> PartitionKey? {
    guard let topic = takeTopic(), let partition = take(Int32.self) else { return nil }
    return PartitionKey(topic: topic, partition: partition)
  }

  fileprivate mutating func takeCheckpoint() -> PartitionCheckpoint? {
    guard let start = takeOffset(), let scanFrom = takeOffset(), let durableEnd = takeOffset(),
      let compactedEnd = takeOffset()
    else { return nil }
    return PartitionCheckpoint(
      start: start, scanFrom: scanFrom, durableEnd: durableEnd, compactedEnd: compactedEnd)
  }

  fileprivate mutating func takeAborted() -> AbortedRange? {
    guard let producer = take(Int64.self), let first = takeOffset(), let last = takeOffset() else {
      return nil
    }
    return AbortedRange(producer: producer, first: first, last: last)
  }

  fileprivate mutating func takeProgress() -> ProgressEntry? {
    guard let group = takeText(),
      let offsets = takeList({ reader in
        reader.takeKey().flatMap { key in reader.takeOffset().map { (key: key, offset: $0) } }
      }), let flag = take(UInt8.self)
    else { return nil }
    guard flag == 1 else { return ProgressEntry(group: group, offsets: offsets, metadata: nil) }
    return takeBlob().map { ProgressEntry(group: group, offsets: offsets, metadata: $0) }
  }

  fileprivate mutating func takeRange() -> Decision.Range? {
    guard let key = takeKey(), let first = takeOffset(), let end = takeOffset() else { return nil }
    return Decision.Range(key: key, first: first, end: end)
  }

  fileprivate mutating func takeDecision() -> Decision? {
    guard let sequence = take(UInt64.self), let producer = take(Int64.self),
      let epoch = take(Int16.self), let durable = take(UInt8.self),
      let ranges = takeList({ $0.takeRange() }),
      let progress = takeList({ $0.takeProgress() })
    else { return nil }
    return Decision(
      sequence: sequence, producer: producer, epoch: epoch, isDurable: durable == 1, ranges: ranges,
      progress: progress)
  }

  /// A count and that many elements; the count is not believed further than elements are there.
  fileprivate mutating func takeList<Element>(
    _ element: (inout ByteReader) -> Element?
  )
    -> [Element]?
  {
    guard let count = take(UInt32.self) else { return nil }
    var list: [Element] = []
    for _ in 0..<count {
      guard let next = element(&self) else { return nil }
      list.append(next)
    }
    return list
  }
}
