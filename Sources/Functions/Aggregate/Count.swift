// COUNT: of all rows, or of those where the argument is not NULL. State: Int64.

import Values

extension AggregateFunction {
  static let count = AggregateFunction(
    "COUNT",
    summary: "Counts the rows, or the rows in which the argument is not NULL.",
    overloads: [
      AggregateOverload(
        [], returns: AggregateOverload.always(.bigint), hasUndo: true,
        intermediate: { _ in .bigint },
        make: { (_: AggregateArguments) throws(FunctionError) in CountRows() }),
      .unary(
        .generic("T"), "the value to count", returns: AggregateOverload.always(.bigint),
        hasUndo: true, intermediate: { _ in .bigint },
        make: { (_: AggregateArguments) throws(FunctionError) in CountRows() }),
    ])
}

/// Counts rows: all when there is no argument, else those where it is not NULL.
struct CountRows: AggregateKernel {
  let fixedBytes = 8
  let hasBlob = false

  func initialize(_ state: UnsafeMutableRawPointer, arena: BlobArena) {}

  func update(_ rows: AggregateRows, errors: inout [RowError]) { countRows(rows, by: 1) }

  func undo(_ rows: AggregateRows, errors: inout [RowError]) { countRows(rows, by: -1) }

  func updateAndEmit(_ rows: AggregateRows, into results: ColumnBuilder, errors: inout [RowError]) {
    let out = results.reserveValues(rows.count).assumingMemoryBound(to: Int64.self)
    countRowsAndEmit(rows, out)
    results.advance(by: rows.count)
  }

  func emit(
    _ states: UnsafePointer<UnsafeMutableRawPointer>, count: Int, into results: ColumnBuilder
  ) {
    let out = results.reserveValues(count).assumingMemoryBound(to: Int64.self)
    for i in 0..<count { out[i] = states[i].load(as: Int64.self) }
    results.advance(by: count)
  }

  func merge(
    _ other: UnsafeMutableRawPointer, into state: UnsafeMutableRawPointer, arena: BlobArena
  ) {
    state.assumingMemoryBound(to: Int64.self).pointee += other.load(as: Int64.self)
  }
}

// Hot: about a nanosecond a row. Safe because the caller guarantees `count` rows and states, and a
// count of rows cannot leave 64 bits.
@inline(never)
private func countRows(_ batch: AggregateRows, by step: Int64) {
  let states = batch.states
  if let words = batch.arguments.first?.validity?.words {
    for i in 0..<batch.count {
      let row = Int(batch.rows[i])
      let valid = Int64(bitPattern: words[row >> 6] >> UInt64(row & 63) & 1)
      states[i].assumingMemoryBound(to: Int64.self).pointee &+= valid &* step
    }
  } else {
    for i in 0..<batch.count { states[i].assumingMemoryBound(to: Int64.self).pointee &+= step }
  }
}

// As above.
@inline(never)
private func countRowsAndEmit(_ batch: AggregateRows, _ out: UnsafeMutablePointer<Int64>) {
  let states = batch.states
  if let words = batch.arguments.first?.validity?.words {
    for i in 0..<batch.count {
      let row = Int(batch.rows[i])
      let state = states[i].assumingMemoryBound(to: Int64.self)
      let count = state.pointee &+ Int64(bitPattern: words[row >> 6] >> UInt64(row & 63) & 1)
      state.pointee = count
      out[i] = count
    }
  } else {
    for i in 0..<batch.count {
      let state = states[i].assumingMemoryBound(to: Int64.self)
      let count = state.pointee &+ 1
      state.pointee = count
      out[i] = count
    }
  }
}
