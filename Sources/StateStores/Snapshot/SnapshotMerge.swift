// Merging sorted sources: of records with one key the one of the latest source counts. A heap holds
// the sources by their next key; a source that goes on being the smallest costs two comparisons.

import Values

/// A sorted run of records that is walked once. A record is good until the next call.
class MergeSource {
  /// Later sources have greater ranks.
  let rank: Int
  /// No record of it was written later.
  let writtenAt: Int64
  fileprivate(set) var key = UnsafeRawBufferPointer(start: nil, count: 0)
  /// nil when the key is removed.
  fileprivate(set) var value: UnsafeRawBufferPointer?

  fileprivate init(rank: Int, writtenAt: Int64) {
    self.rank = rank
    self.writtenAt = writtenAt
  }

  /// Bytes of memory that it holds.
  var byteCount: Int { 0 }

  /// Goes to the next record; false at the end.
  fileprivate func advance() throws(StoreError) -> Bool { false }

  fileprivate func precedes(_ other: MergeSource) -> Bool {
    let order = KeyOrder.compare(key, other.key)
    return order != 0 ? order < 0 : rank > other.rank
  }
}

/// The snapshot before.
final class SnapshotSource: MergeSource {
  private let snapshot: SnapshotFile
  private var records: SnapshotRecords

  init(_ snapshot: SnapshotFile) {
    self.snapshot = snapshot
    records = snapshot.records
    super.init(rank: 0, writtenAt: -1)
  }

  fileprivate override func advance() throws(StoreError) -> Bool {
    if let (key, value) = records.next() {
      self.key = key
      self.value = value
      return true
    }
    guard records.isAtEnd else {
      throw SnapshotFile.corrupt(snapshot.path, "a record is cut off")
    }
    return false
  }
}

/// A run on disk.
final class RunSource: MergeSource {
  private let run: SnapshotRun
  private let block = ByteSink()
  private var position = 0
  private var records = ByteSource(UnsafeRawBufferPointer(start: nil, count: 0))

  init(_ run: SnapshotRun, rank: Int) {
    self.run = run
    super.init(rank: rank, writtenAt: run.lastOffset)
  }

  override var byteCount: Int { block.count }

  fileprivate override func advance() throws(StoreError) -> Bool {
    if records.isAtEnd {
      guard let next = try run.readBlock(at: position, into: block) else { return false }
      position = next
      records = ByteSource(block.bytes)
    }
    guard let keyLength = records.word(UInt32.self), let valueLength = records.word(UInt32.self),
      let key = records.take(Int(keyLength))
    else { throw run.corrupt() }
    self.key = key
    value = nil
    guard valueLength != SnapshotRun.removed else { return true }
    guard let value = records.take(Int(valueLength)) else { throw run.corrupt() }
    self.value = value
    return true
  }
}

/// The piece in memory.
final class PieceSource: MergeSource {
  private let piece: TailPiece
  private var next = 0

  init(_ piece: TailPiece, rank: Int) {
    self.piece = piece
    super.init(rank: rank, writtenAt: piece.lastOffset)
  }

  override var byteCount: Int { piece.byteCount }

  fileprivate override func advance() throws(StoreError) -> Bool {
    guard next < piece.states.count else { return false }
    key = piece.key(of: piece.states[next])
    value = piece.value(of: piece.states[next])
    next += 1
    return true
  }
}

/// Walks sources together.
struct SourceMerge {
  /// A heap; the first is the smallest.
  private var heap: [MergeSource] = []
  /// The key that was given last.
  private let last = ByteSink(capacity: 256)
  private var isStarted = false

  init(_ sources: [MergeSource]) throws(StoreError) {
    for source in sources where try source.advance() { heap.append(source) }
    heap.sort { $0.precedes($1) }
  }

  /// The source that stands at the latest record of the next key; nil at the end.
  mutating func next() throws(StoreError) -> MergeSource? {
    guard isStarted else {
      isStarted = true
      return take()
    }
    while let first = heap.first, KeyOrder.compare(first.key, last.bytes) == 0 {
      if try !first.advance() {
        heap[0] = heap[heap.count - 1]
        heap.removeLast()
      }
      sink()
    }
    return take()
  }

  private func take() -> MergeSource? {
    guard let first = heap.first else { return nil }
    last.reset()
    last.append(first.key)
    return first
  }

  /// Moves the first down to where it belongs.
  private mutating func sink() {
    var place = 0
    while true {
      var least = 2 * place + 1
      guard least < heap.count else { return }
      if least + 1 < heap.count, heap[least + 1].precedes(heap[least]) { least += 1 }
      guard heap[least].precedes(heap[place]) else { return }
      heap.swapAt(least, place)
      place = least
    }
  }
}
