// What the journal remembers of one transactional id: who holds it, and what its transaction covers.
// The whole record is written at each change but one: a commit is said by its decision.

/// Where a client's transaction stands.
package enum TransactionStatus: UInt8, Sendable {
  /// Opened, and nothing begun since.
  case empty = 0
  case ongoing = 1
  case committed = 2
  case aborted = 3
}

/// The state of one transactional id.
struct TransactionRecord: Equatable, Sendable {
  /// A partition that takes part, from the offset that its log ended at then: what the producer
  /// wrote before belongs to an earlier transaction.
  struct Enlisted: Equatable, Sendable {
    var key: PartitionKey
    var from: Offset
  }
  /// A producer's identifier and epoch.
  struct Holder: Equatable, Sendable {
    var identifier: Int64
    var epoch: Int16
  }

  var producer: Producer
  /// Who held it before the last change of epoch: a repeated request of that one is answered.
  var previous: Holder?
  var timeoutMilliseconds: Int32
  var status: TransactionStatus = .empty
  /// When the transaction began, and when the record changed last, in wall milliseconds.
  var begun: Int64 = -1
  var changed: Int64
  var partitions: [Enlisted] = []
  var groups: [String] = []
  /// Offsets that become visible with the commit.
  var pending: [ProgressEntry] = []

  var holder: Holder { Holder(identifier: producer.identifier, epoch: producer.epoch) }

  /// Ends the transaction.
  mutating func end(_ status: TransactionStatus) {
    self.status = status
    partitions = []
    groups = []
    pending = []
  }

  /// Moves to an epoch that fences everybody who holds it now.
  mutating func fence() {
    previous = holder
    if producer.epoch < .max { producer.epoch += 1 }
  }

  /// Adds offsets of a group; later ones replace earlier ones of the same partition.
  mutating func add(_ entry: ProgressEntry) {
    guard let index = pending.firstIndex(where: { $0.group == entry.group }) else {
      pending.append(entry)
      return
    }
    let keys = Set(entry.offsets.map(\.key))
    let old = pending[index]
    var merged = entry
    for (offset, details) in zip(old.offsets, old.details ?? []) where !keys.contains(offset.key) {
      merged.offsets.append(offset)
      merged.details?.append(details)
    }
    pending[index] = merged
  }
}
