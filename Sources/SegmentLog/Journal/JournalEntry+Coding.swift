// The parts of journal entries to and from bytes; `JournalEntry` says what they look like. Each
// writer stands beside nothing that it does not mirror: what is appended in an order is taken in it.

import Platform

extension [UInt8] {
  mutating func append(_ key: PartitionKey) {
    append(key.topic)
    appendBigEndian(key.partition)
  }

  mutating func append(_ topic: TopicIdentifier) {
    appendBigEndian(topic.high)
    appendBigEndian(topic.low)
  }

  mutating func append(_ producer: Producer) {
    appendText(producer.name)
    appendBigEndian(producer.identifier)
    appendBigEndian(producer.epoch)
  }

  mutating func append(_ checkpoint: PartitionCheckpoint) {
    appendBigEndian(checkpoint.start.value)
    appendBigEndian(checkpoint.scanFrom.value)
    appendBigEndian(checkpoint.durableEnd.value)
    appendBigEndian(checkpoint.compactedEnd.value)
  }

  mutating func append(_ range: AbortedRange) {
    appendBigEndian(range.producer)
    appendBigEndian(range.first.value)
    appendBigEndian(range.last.value)
  }

  mutating func append(_ entry: ProgressEntry) {
    appendText(entry.group)
    appendList(entry.offsets) { bytes, element in
      bytes.append(element.key)
      bytes.appendBigEndian(element.offset.value)
    }
    append((entry.metadata == nil ? 0 : 1) | (entry.details == nil ? 0 : 2))
    if let metadata = entry.metadata { appendBlob(metadata) }
    for details in entry.details ?? [] {
      appendBigEndian(details.leaderEpoch)
      appendBigEndian(details.timestamp)
      appendText(details.metadata)
    }
  }

  mutating func append(_ decision: Decision) {
    appendBigEndian(decision.sequence)
    appendBigEndian(decision.producer)
    appendBigEndian(decision.epoch)
    append(decision.isDurable ? 1 : 0)
    appendList(decision.ranges) { bytes, range in
      bytes.append(range.key)
      bytes.appendBigEndian(range.first.value)
      bytes.appendBigEndian(range.end.value)
    }
    appendList(decision.progress) { $0.append($1) }
  }

  mutating func append(_ checkpoint: ProducerCheckpoint) {
    appendBigEndian(checkpoint.upTo.value)
    append(checkpoint.isWhole ? 1 : 0)
    appendList(checkpoint.windows) { bytes, entry in
      bytes.appendBigEndian(entry.key)
      bytes.appendBigEndian(entry.value.epoch)
      bytes.appendBigEndian(entry.value.lastUse)
      bytes.appendList(entry.value.batches) { bytes, batch in
        bytes.appendBigEndian(batch.firstSequence)
        bytes.appendBigEndian(batch.lastSequence)
        bytes.appendBigEndian(batch.first.value)
        bytes.appendBigEndian(batch.timestamp)
      }
    }
  }

  mutating func append(_ record: TransactionRecord) {
    append(record.producer)
    append(record.previous == nil ? 0 : 1)
    if let previous = record.previous {
      appendBigEndian(previous.identifier)
      appendBigEndian(previous.epoch)
    }
    appendBigEndian(record.timeoutMilliseconds)
    append(record.status.rawValue)
    appendBigEndian(record.begun)
    appendBigEndian(record.changed)
    appendList(record.partitions) { bytes, enlisted in
      bytes.append(enlisted.key)
      bytes.appendBigEndian(enlisted.from.value)
    }
    appendList(record.groups) { $0.appendText($1) }
    appendList(record.pending) { $0.append($1) }
  }

  /// A count and the elements.
  mutating func appendList<Elements: Collection>(
    _ elements: Elements, _ append: (inout [UInt8], Elements.Element) -> Void
  ) {
    appendBigEndian(UInt32(elements.count))
    for element in elements { append(&self, element) }
  }
}

extension ByteReader {
  mutating func takeOffset() -> Offset? { take(Int64.self).map { Offset($0) } }

  mutating func takeTopic() -> TopicIdentifier? {
    guard let high = take(UInt64.self), let low = take(UInt64.self) else { return nil }
    return TopicIdentifier(high: high, low: low)
  }

  mutating func takeKey() -> PartitionKey? {
    guard let topic = takeTopic(), let partition = take(Int32.self) else { return nil }
    return PartitionKey(topic: topic, partition: partition)
  }

  mutating func takeProducer() -> Producer? {
    guard let name = takeText(), let identifier = take(Int64.self), let epoch = take(Int16.self)
    else { return nil }
    return Producer(name: name, identifier: identifier, epoch: epoch)
  }

  mutating func takeCheckpoint() -> PartitionCheckpoint? {
    guard let start = takeOffset(), let scanFrom = takeOffset(), let durableEnd = takeOffset(),
      let compactedEnd = takeOffset()
    else { return nil }
    return PartitionCheckpoint(
      start: start, scanFrom: scanFrom, durableEnd: durableEnd, compactedEnd: compactedEnd)
  }

  mutating func takeAborted() -> AbortedRange? {
    guard let producer = take(Int64.self), let first = takeOffset(), let last = takeOffset() else {
      return nil
    }
    return AbortedRange(producer: producer, first: first, last: last)
  }

  mutating func takeProgress() -> ProgressEntry? {
    guard let group = takeText(),
      let offsets = takeList({ reader in
        reader.takeKey().flatMap { key in reader.takeOffset().map { (key: key, offset: $0) } }
      }), let flags = take(UInt8.self), flags < 4
    else { return nil }
    var entry = ProgressEntry(group: group, offsets: offsets)
    if flags & 1 != 0 {
      guard let metadata = takeBlob() else { return nil }
      entry.metadata = metadata
    }
    guard flags & 2 != 0 else { return entry }
    var details: [OffsetDetails] = []
    for _ in offsets {
      guard let epoch = take(Int32.self), let timestamp = take(Int64.self), let text = takeText()
      else { return nil }
      details.append(OffsetDetails(leaderEpoch: epoch, timestamp: timestamp, metadata: text))
    }
    entry.details = details
    return entry
  }

  mutating func takeRange() -> Decision.Range? {
    guard let key = takeKey(), let first = takeOffset(), let end = takeOffset() else { return nil }
    return Decision.Range(key: key, first: first, end: end)
  }

  mutating func takeDecision() -> Decision? {
    guard let sequence = take(UInt64.self), let producer = take(Int64.self),
      let epoch = take(Int16.self), let durable = take(UInt8.self),
      let ranges = takeList({ $0.takeRange() }),
      let progress = takeList({ $0.takeProgress() })
    else { return nil }
    return Decision(
      sequence: sequence, producer: producer, epoch: epoch, isDurable: durable == 1, ranges: ranges,
      progress: progress)
  }

  mutating func takeProducerCheckpoint() -> ProducerCheckpoint? {
    guard let upTo = takeOffset(), let isWhole = take(UInt8.self),
      let windows = takeList({ $0.takeWindow() })
    else { return nil }
    return ProducerCheckpoint(
      upTo: upTo, isWhole: isWhole == 1,
      windows: Dictionary(windows.map { ($0.producer, $0.window) }) { $1 })
  }

  private mutating func takeWindow() -> (producer: Int64, window: ProducerWindow)? {
    guard let producer = take(Int64.self), let epoch = take(Int16.self),
      let lastUse = take(Int64.self), let batches = takeList({ $0.takeWindowBatch() })
    else { return nil }
    return (producer, ProducerWindow(epoch: epoch, lastUse: lastUse, batches: batches))
  }

  private mutating func takeWindowBatch() -> ProducerWindow.Batch? {
    guard let firstSequence = take(Int32.self), let lastSequence = take(Int32.self),
      let first = takeOffset(), let timestamp = take(Int64.self)
    else { return nil }
    return ProducerWindow.Batch(
      firstSequence: firstSequence, lastSequence: lastSequence, first: first, timestamp: timestamp)
  }

  mutating func takeTransaction() -> TransactionRecord? {
    guard let producer = takeProducer(), let hasPrevious = take(UInt8.self) else { return nil }
    var previous: TransactionRecord.Holder?
    if hasPrevious == 1 {
      guard let identifier = take(Int64.self), let epoch = take(Int16.self) else { return nil }
      previous = TransactionRecord.Holder(identifier: identifier, epoch: epoch)
    }
    guard let timeout = take(Int32.self), let code = take(UInt8.self),
      let status = TransactionStatus(rawValue: code), let begun = take(Int64.self),
      let changed = take(Int64.self),
      let partitions = takeList({ reader in
        reader.takeKey().flatMap { key in
          reader.takeOffset().map { TransactionRecord.Enlisted(key: key, from: $0) }
        }
      }), let groups = takeList({ $0.takeText() }), let pending = takeList({ $0.takeProgress() })
    else { return nil }
    return TransactionRecord(
      producer: producer, previous: previous, timeoutMilliseconds: timeout, status: status,
      begun: begun, changed: changed, partitions: partitions, groups: groups, pending: pending)
  }

  mutating func takeGroupNote() -> GroupNote? {
    guard let type = takeText(), let generation = take(Int32.self), let emptied = take(Int64.self)
    else { return nil }
    return GroupNote(protocolType: type, generation: generation, emptied: emptied)
  }

  /// A count and that many elements; the count is not believed further than elements are there.
  mutating func takeList<Element>(
    _ element: (inout ByteReader) -> Element?
  ) -> [Element]? {
    guard let count = take(UInt32.self) else { return nil }
    var list: [Element] = []
    for _ in 0..<count {
      guard let next = element(&self) else { return nil }
      list.append(next)
    }
    return list
  }
}
