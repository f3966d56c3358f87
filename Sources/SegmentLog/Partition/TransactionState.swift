// The transactions of one partition: those that are open, and where aborted ones lie.

/// A transaction with records in a partition and no marker yet.
struct OpenTransaction: Hashable {
  var producer: Int64
  var epoch: Int16
  var first: Offset
}

/// An aborted transaction: the batches of this producer between the two offsets are void.
struct AbortedRange: Hashable, Sendable {
  var producer: Int64
  var first: Offset
  /// The offset of the marker.
  var last: Offset
}

/// The undecided and the aborted transactions of a partition.
struct TransactionState {
  /// By first offset.
  private(set) var open: [OpenTransaction] = []
  /// By marker.
  private(set) var aborted: [AbortedRange] = []
  /// How many of `aborted`, from the front, the journal knows.
  private var journaled = 0

  /// The first offset that is undecided.
  var firstUndecided: Offset? { open.first?.first }

  /// Takes note that a producer wrote a batch.
  mutating func wrote(_ producer: Int64, epoch: Int16, at first: Offset) {
    guard !open.contains(where: { $0.producer == producer }) else { return }
    open.append(OpenTransaction(producer: producer, epoch: epoch, first: first))
  }

  /// Takes note of a marker.
  mutating func ended(_ producer: Int64, _ type: ControlType, at marker: Offset) {
    guard let index = open.firstIndex(where: { $0.producer == producer }) else { return }
    let transaction = open.remove(at: index)
    if type == .abort {
      aborted.append(
        AbortedRange(producer: producer, first: transaction.first, last: marker))
    }
  }

  /// Adds a range that was found or voided at start; those below `journaledBefore` came from the
  /// journal.
  mutating func add(_ range: AbortedRange, isJournaled: Bool) {
    guard !aborted.contains(range) else { return }
    if isJournaled {
      aborted.insert(range, at: journaled)
      journaled += 1
    } else {
      aborted.append(range)
    }
  }

  /// The ranges that the journal does not know yet; from now on it does.
  mutating func takeUnjournaled() -> [AbortedRange] {
    defer { journaled = aborted.count }
    return Array(aborted[journaled...])
  }

  /// Forgets ranges that lie wholly below an offset.
  mutating func forget(below offset: Offset) {
    guard let first = aborted.first, first.last < offset else { return }
    let pending = aborted[journaled...].filter { $0.last >= offset }
    let known = aborted[..<journaled].filter { $0.last >= offset }
    aborted = known + pending
    journaled = known.count
  }

  /// The ranges that touch `from ..< to`.
  func aborted(from: Offset, to: Offset) -> [AbortedRange] {
    guard !aborted.isEmpty else { return [] }
    return aborted.filter { $0.first < to && $0.last >= from }
  }
}
