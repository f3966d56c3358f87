// The n newest or oldest values. State: Int64 count, blob list; an item is the order of processing
// (Int64) and the encoded value.

import Values

struct ValuesByOffset: RowAggregate {
  let fixedBytes = 24
  let hasBlob = true
  private let codec: ElementCodec
  private let end: OffsetEnd
  private let limit: Int
  private let ignoreNulls: Bool

  init(_ type: SQLType, _ end: OffsetEnd, count: Int, ignoreNulls: Bool) {
    codec = ElementCodec(type)
    self.end = end
    limit = count
    self.ignoreNulls = ignoreNulls
  }

  func prepare(_ rows: AggregateRows) -> EncodedArgument {
    EncodedArgument(column: rows.arguments[0], codec: codec)
  }

  func add(
    _ argument: EncodedArgument, row: Int, order: Int64, to state: UnsafeMutableRawPointer,
    arena: BlobArena
  ) -> String? {
    if ignoreNulls && !argument.column.isValid(row) { return nil }
    let count = state.assumingMemoryBound(to: Int64.self)
    if end == .earliest && count.pointee >= limit { return nil }
    argument.scratch.removeAll()
    argument.scratch.append(order)
    codec.encode(argument.column, row, into: argument.scratch)
    let list = BlobList(blob: blob(state), arena: arena)
    list.append(argument.scratch.bytes)
    if count.pointee < limit {
      count.pointee += 1
    } else if let oldest = list.item(at: 0) {
      list.remove(oldest)
    }
    return nil
  }

  func appendResult(_ state: UnsafeMutableRawPointer, to results: ColumnBuilder) {
    codec.appendItems(of: blob(state).pointee, skipping: 8, to: results)
  }

  /// Merges by order of processing and keeps the first n, of the newest values too: that is what
  /// the dialect's reference does.
  func merge(
    _ other: UnsafeMutableRawPointer, into state: UnsafeMutableRawPointer, arena: BlobArena
  ) {
    let list = BlobList(blob: blob(state), arena: arena)
    let source = blob(other).pointee
    var next = BlobList.item(source, at: 0)
    var position = 0
    var count = state.load(as: Int64.self)
    while let item = next {
      while let kept = list.item(at: position), order(kept) <= order(item) { position = kept.end }
      list.insert(item.bytes, at: position)
      count += 1
      next = BlobList.item(source, at: item.end)
    }
    position = 0
    for _ in 0..<min(Int(count), limit) { position = list.item(at: position)?.end ?? position }
    list.blob.pointee.count = UInt32(position)
    state.storeBytes(of: min(count, Int64(limit)), as: Int64.self)
  }

  private func order(_ item: BlobList.Item) -> Int64 {
    item.bytes.loadUnaligned(as: Int64.self)
  }
}
