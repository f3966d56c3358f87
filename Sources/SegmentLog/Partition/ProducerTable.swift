// What a partition remembers of its idempotent producers: the last five batches of each, so that a
// batch that is sent again is recognized and one that is out of order is refused.
//
// The journal keeps a copy that is a few seconds old; a start adds what the log holds behind it.

/// The last batches of one producer in one partition.
struct ProducerWindow: Equatable, Sendable {
  /// A batch that was written.
  struct Batch: Equatable, Sendable {
    var firstSequence: Int32
    var lastSequence: Int32
    var first: Offset
    var timestamp: Int64

    /// One past its last offset: a sequence number is a record.
    var end: Offset { first + Int64((lastSequence &- firstSequence) & .max) + 1 }
  }

  /// As many as a client keeps in flight.
  static let depth = 5

  var epoch: Int16
  /// When it wrote last, in wall milliseconds.
  var lastUse: Int64
  /// Oldest first.
  var batches: [Batch] = []
}

/// What a batch's sequence number means.
enum SequenceVerdict: Equatable {
  case next
  case duplicate(ProducerWindow.Batch)
  case outOfOrder(expected: Int32)
  case oldEpoch(known: Int16)
}

/// The producers of one partition.
struct ProducerTable: Sendable {
  /// Beyond so many, those that were idle for longest are forgotten.
  static let countMax = 100_000

  private(set) var windows: [Int64: ProducerWindow] = [:]
  /// Producers that changed since the journal was told.
  private var dirty: Set<Int64> = []
  /// Whether some were forgotten since.
  private var lost = false

  init(_ windows: [Int64: ProducerWindow] = [:]) { self.windows = windows }

  /// Judges a batch that carries a sequence number.
  func judge(_ batch: BatchHeader) -> SequenceVerdict {
    guard let window = windows[batch.producerIdentifier] else { return .next }
    if batch.producerEpoch < window.epoch { return .oldEpoch(known: window.epoch) }
    if batch.producerEpoch > window.epoch {
      return batch.baseSequence == 0 ? .next : .outOfOrder(expected: 0)
    }
    let last = batch.lastSequence
    if let known = window.batches.last(where: {
      $0.firstSequence == batch.baseSequence && $0.lastSequence == last
    }) {
      return .duplicate(known)
    }
    // After the largest number comes 0. Safe because the mask takes the sign away.
    let expected = window.batches.last.map { ($0.lastSequence &+ 1) & .max } ?? 0
    return batch.baseSequence == expected ? .next : .outOfOrder(expected: expected)
  }

  /// Takes note of a batch that was written.
  mutating func wrote(_ batch: BatchHeader, now: Int64) {
    let producer = batch.producerIdentifier
    if windows.count >= Self.countMax, windows[producer] == nil { dropIdle() }
    let entry = ProducerWindow.Batch(
      firstSequence: batch.baseSequence, lastSequence: batch.lastSequence, first: batch.base,
      timestamp: batch.maxTimestamp)
    var window = ProducerWindow(epoch: batch.producerEpoch, lastUse: now)
    if let old = windows.removeValue(forKey: producer), old.epoch == window.epoch {
      window.batches = old.batches
    }
    if window.batches.count == ProducerWindow.depth { window.batches.removeFirst() }
    window.batches.append(entry)
    windows[producer] = window
    dirty.insert(producer)
  }

  /// Forgets producers that did not write since a moment, unless they have a transaction open.
  mutating func expire(idleSince limit: Int64, except open: [OpenTransaction]) {
    let idle = windows.filter { producer, window in
      window.lastUse < limit && !open.contains { $0.producer == producer }
    }
    for producer in idle.keys { forget(producer) }
  }

  private mutating func dropIdle() {
    let byUse = windows.sorted { $0.value.lastUse < $1.value.lastUse }
    for (producer, _) in byUse.prefix(Self.countMax / 8) { forget(producer) }
  }

  private mutating func forget(_ producer: Int64) {
    windows[producer] = nil
    dirty.remove(producer)
    lost = true
  }

  /// Drops what lies at or behind the end of the log: it did not survive. `known` is how far the
  /// journal says that it accounts for batches; it must not go on saying so of new ones.
  mutating func cut(at end: Offset, knownUpTo known: Offset) {
    if known > end { lost = true }
    for (producer, window) in windows where window.batches.contains(where: { $0.first >= end }) {
      let kept = window.batches.filter { $0.first < end }
      if kept.isEmpty { windows[producer] = nil } else { windows[producer]?.batches = kept }
      lost = true
    }
  }

  /// Whether the journal should be told something.
  var isDirty: Bool { lost || !dirty.isEmpty }

  /// What the journal does not know yet; from now on it does.
  mutating func takeChanges(upTo end: Offset) -> ProducerCheckpoint {
    defer {
      dirty = []
      lost = false
    }
    let isWhole = lost || dirty.count == windows.count
    return ProducerCheckpoint(
      upTo: end, isWhole: isWhole,
      windows: isWhole ? windows : windows.filter { dirty.contains($0.key) })
  }
}

/// The producers of a partition as the journal is told of them.
struct ProducerCheckpoint: Equatable, Sendable {
  /// Batches before it are accounted for.
  var upTo: Offset
  /// Whether it replaces what was said before, rather than adding to it.
  var isWhole: Bool
  var windows: [Int64: ProducerWindow]
}
