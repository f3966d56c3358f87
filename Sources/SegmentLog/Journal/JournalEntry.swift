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
// Since version 2 of the journal:
//
//  10 producers   partition | up to 8 | is whole 1
//                 | windows (id 8, epoch 2, last use 8,
//                            batches (first sequence 4, last sequence 4, first 8, timestamp 8))
//  11 transaction a client's transactional id: name | id 8 | epoch 2
//                 | 1 and former id 8, epoch 2, or 0 | timeout 4 | status 1 | begun 8 | changed 8
//                 | partitions (partition, from 8) | groups | progress list
//  12 identifiers next producer id 8
//  13 lost offsets  group | partitions
//  14 boot        what tells one run of the machine from another
//  15 group note  group | protocol type | generation 4 | emptied 8
//  16 lost transaction  name
//
// progress = group | offsets (partition, offset 8) | flags 1: 1 metadata follow, 2 details follow
//            | metadata | details (leader epoch 4, timestamp 8, text), as many as offsets

import Platform

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
  case producers(PartitionKey, ProducerCheckpoint)
  case transaction(TransactionRecord)
  case identifiers(next: Int64)
  case forgottenOffsets(group: String, [PartitionKey])
  case boot(String)
  case groupNote(group: String, GroupNote)
  case forgottenTransaction(name: String)

  var encoded: [UInt8] {
    var bytes: [UInt8] = []
    switch self {
    case .producer(let producer):
      bytes.append(1)
      bytes.append(producer)
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
      bytes.appendList(aborted) { $0.append($1) }
    case .deleted(let topic):
      bytes.append(7)
      bytes.append(topic)
    case .opened: bytes.append(8)
    case .closed: bytes.append(9)
    case .producers(let key, let checkpoint):
      bytes.append(10)
      bytes.append(key)
      bytes.append(checkpoint)
    case .transaction(let record):
      bytes.append(11)
      bytes.append(record)
    case .identifiers(let next):
      bytes.append(12)
      bytes.appendBigEndian(next)
    case .forgottenOffsets(let group, let keys):
      bytes.append(13)
      bytes.appendText(group)
      bytes.appendList(keys) { $0.append($1) }
    case .boot(let text):
      bytes.append(14)
      bytes.appendText(text)
    case .groupNote(let group, let note):
      bytes.append(15)
      bytes.appendText(group)
      bytes.appendText(note.protocolType)
      bytes.appendBigEndian(note.generation)
      bytes.appendBigEndian(note.emptied)
    case .forgottenTransaction(let name):
      bytes.append(16)
      bytes.appendText(name)
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
    case 1: return reader.takeProducer().map { .producer($0) }
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
    case 10:
      guard let key = reader.takeKey(), let checkpoint = reader.takeProducerCheckpoint() else {
        return nil
      }
      return .producers(key, checkpoint)
    case 11: return reader.takeTransaction().map { .transaction($0) }
    case 12: return reader.take(Int64.self).map { .identifiers(next: $0) }
    case 13:
      guard let group = reader.takeText(), let keys = reader.takeList({ $0.takeKey() }) else {
        return nil
      }
      return .forgottenOffsets(group: group, keys)
    case 14: return reader.takeText().map { .boot($0) }
    case 15:
      guard let group = reader.takeText(), let note = reader.takeGroupNote() else { return nil }
      return .groupNote(group: group, note)
    case 16: return reader.takeText().map { .forgottenTransaction(name: $0) }
    default: return nil
    }
  }
}
