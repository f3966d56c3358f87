// Walking a segment batch by batch at start: where the sound part ends, and which transactions and
// producers it holds. Whatever the bytes are, the walk ends at the first batch that is not whole.

/// A transaction as its batches and its marker in one partition show it.
struct ScannedTransaction {
  var producer: Int64
  var epoch: Int16
  var first: Offset
  /// One past its last data batch.
  var end: Offset
  /// How it ended, where its marker is; nil while it is open.
  var marker: Marker?

  struct Marker {
    var type: ControlType
    var offset: Offset
    var timestamp: Int64
    var segmentBase: Offset
    var position: Int
  }
}

/// Producers as a scan finds them, behind what the journal knows of them.
struct ScannedProducers {
  var table: ProducerTable
  /// The batches before it are in the table already.
  var from: Offset
  /// When the start happens, in wall milliseconds: what is found counts as used then.
  var now: Int64

  @inline(__always)
  mutating func met(_ batch: BatchHeader) {
    guard batch.hasSequence, batch.base >= from else { return }
    table.wrote(batch, now: now)
  }
}

/// What a scan learned, over all segments of a partition.
struct ScannedTransactions {
  private(set) var all: [ScannedTransaction] = []
  private var openIndex: [Int64: Int] = [:]

  /// The transactions without a marker, by first offset.
  var open: [ScannedTransaction] { all.filter { $0.marker == nil } }

  mutating func wrote(_ batch: BatchHeader) {
    if let index = openIndex[batch.producerIdentifier] {
      all[index].end = batch.end
      return
    }
    openIndex[batch.producerIdentifier] = all.count
    all.append(
      ScannedTransaction(
        producer: batch.producerIdentifier, epoch: batch.producerEpoch, first: batch.base,
        end: batch.end))
  }

  mutating func ended(_ batch: BatchHeader, _ marker: ScannedTransaction.Marker) {
    guard let index = openIndex.removeValue(forKey: batch.producerIdentifier) else { return }
    all[index].marker = marker
  }
}

/// The state of a walk over one segment.
struct SegmentScan {
  /// Where the sound part ends.
  private(set) var position = 0
  /// One past the last offset of the sound part.
  private(set) var end: Offset
  private(set) var dataEnd: Offset
  private(set) var index = SegmentIndex()
  private(set) var firstTimestamp: Int64?
  private let base: Offset

  init(base: Offset) {
    self.base = base
    end = base
    dataEnd = base
  }

  /// A walk that begins at the last entry of indexes that were found in files; at the beginning
  /// when that entry points at no fitting batch.
  init(base: Offset, resuming index: SegmentIndex, _ bytes: UnsafeRawPointer, size: Int) {
    self.init(base: base)
    let start = index.resumePosition
    guard let first = BatchHeader(bytes, available: size),
      let header = BatchHeader(bytes + start, available: size - start), header.base >= base
    else { return }
    self.index = index
    self.index.resume()
    firstTimestamp = first.maxTimestamp
    position = start
    end = header.base
  }

  /// Walks `size` bytes, behind which 64 more can be read. Checksums are checked, and transactions
  /// noted, from `verifyFrom` on; before, only the headers are read.
  mutating func walk(
    _ bytes: UnsafeRawPointer, size: Int, verifyFrom: Offset,
    _ transactions: inout ScannedTransactions, _ producers: inout ScannedProducers
  ) {
    while let header = BatchHeader(bytes + position, available: size - position),
      header.base >= end, header.last - base <= Int64(Int32.max)
    {
      if header.end > verifyFrom {
        guard BatchDecoder.isIntact(bytes + position, header) else { return }
        if header.isControl {
          if let type = ControlBatch.type(bytes + position, header) {
            transactions.ended(
              header,
              ScannedTransaction.Marker(
                type: type, offset: header.base, timestamp: header.maxTimestamp,
                segmentBase: base, position: position))
          }
        } else if header.isTransactional {
          transactions.wrote(header)
        }
      }
      producers.met(header)
      if firstTimestamp == nil { firstTimestamp = header.maxTimestamp }
      index.add(header, at: position, segmentBase: base)
      if !header.isControl { dataEnd = header.end }
      end = header.end
      position += header.byteCount
    }
  }
}
