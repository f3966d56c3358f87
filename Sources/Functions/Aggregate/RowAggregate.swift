// Aggregates that look at one row at a time: lists, sets, texts, statistics. A concrete type says
// what happens to one state; the loops around it come from here.

import Values

/// An aggregate that handles its rows one by one.
protocol RowAggregate: AggregateKernel {
  /// What a call prepares once: pointers of the argument columns, room to encode a value.
  associatedtype Prepared

  func prepare(_ rows: AggregateRows) -> Prepared
  /// Takes row `row` of the arguments; gives the reason when it cannot. `order` rises with the
  /// order of processing.
  func add(
    _ prepared: Prepared, row: Int, order: Int64, to state: UnsafeMutableRawPointer,
    arena: BlobArena
  ) -> String?
  func remove(
    _ prepared: Prepared, row: Int, from state: UnsafeMutableRawPointer, arena: BlobArena
  ) -> String?
  /// Appends the result of one state.
  func appendResult(_ state: UnsafeMutableRawPointer, to results: ColumnBuilder)
}

extension RowAggregate {
  func initialize(_ state: UnsafeMutableRawPointer, arena: BlobArena) {}

  func update(_ rows: AggregateRows, errors: inout [RowError]) {
    let prepared = prepare(rows)
    for i in 0..<rows.count {
      let reason = add(
        prepared, row: Int(rows.rows[i]), order: rows.order + Int64(i), to: rows.states[i],
        arena: rows.arena)
      if let reason { errors.append(RowError(row: i, reason: reason)) }
    }
  }

  func updateAndEmit(_ rows: AggregateRows, into results: ColumnBuilder, errors: inout [RowError]) {
    let prepared = prepare(rows)
    for i in 0..<rows.count {
      let reason = add(
        prepared, row: Int(rows.rows[i]), order: rows.order + Int64(i), to: rows.states[i],
        arena: rows.arena)
      if let reason { errors.append(RowError(row: i, reason: reason)) }
      appendResult(rows.states[i], to: results)
    }
  }

  func undo(_ rows: AggregateRows, errors: inout [RowError]) {
    let prepared = prepare(rows)
    for i in 0..<rows.count {
      let reason = remove(prepared, row: Int(rows.rows[i]), from: rows.states[i], arena: rows.arena)
      if let reason { errors.append(RowError(row: i, reason: reason)) }
    }
  }

  func emit(
    _ states: UnsafePointer<UnsafeMutableRawPointer>, count: Int, into results: ColumnBuilder
  ) {
    for i in 0..<count { appendResult(states[i], to: results) }
  }

  func remove(
    _ prepared: Prepared, row: Int, from state: UnsafeMutableRawPointer, arena: BlobArena
  ) -> String? { nil }

  /// The blob at the end of a state.
  @inline(__always)
  func blob(_ state: UnsafeMutableRawPointer) -> UnsafeMutablePointer<Blob> {
    (state + (fixedBytes - MemoryLayout<Blob>.size)).assumingMemoryBound(to: Blob.self)
  }
}

/// One argument column of any type and room to encode a row of it.
struct EncodedArgument {
  let column: Column
  let codec: ElementCodec
  let scratch = ByteWriter()

  /// The row, with the byte that says whether it is NULL; valid until the next call.
  func encoded(_ row: Int) -> UnsafeRawBufferPointer {
    scratch.removeAll()
    codec.encode(column, row, into: scratch)
    return scratch.bytes
  }
}

extension UnsafeRawBufferPointer {
  /// Whether both hold the same bytes.
  func holdsSameBytes(as other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count else { return false }
    for i in 0..<count where self[i] != other[i] { return false }
    return true
  }
}
