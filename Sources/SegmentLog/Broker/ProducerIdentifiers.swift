// Identifiers of clients' producers. No identifier is given twice, whatever happens: a block is
// noted in the journal, durably, before the first of it is given.

import Platform

/// The source of producer identifiers. Safe because `lock` guards the block.
final class ProducerIdentifiers: @unchecked Sendable {
  private static let blockCount: Int64 = 1000

  private let journal: Journal
  private let lock = Lock()
  private var block: Range<Int64> = 0..<0

  init(_ journal: Journal) { self.journal = journal }

  /// An identifier that nobody ever had.
  func next() throws(LogError) -> Int64 {
    lock.lock()
    defer { lock.unlock() }
    if block.isEmpty {
      let first = try journal.append { (state) throws(LogError) in
        let first = state.nextProducerIdentifier
        return (JournalEntry.identifiers(next: first + Self.blockCount), first)
      }
      try journal.sync()
      block = first..<first + Self.blockCount
    }
    defer { block = block.dropFirst() }
    return block.lowerBound
  }
}
