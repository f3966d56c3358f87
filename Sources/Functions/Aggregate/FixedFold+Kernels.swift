// The loops of the fixed-width aggregates: hot, below 3 ns a row with states in cache. Safe
// because the caller guarantees that `rows` and `states` have `count` entries, that rows lie
// inside the argument column, and that states are aligned to 8 bytes and hold a `Fold.State`.

import Values

/// Folds each row that is not NULL into its state.
@inline(__always)
func foldRows<Fold: FixedFold>(_ fold: Fold.Type, _ batch: AggregateRows) {
  let values = batch.arguments[0].values.pointer(Fold.Input.self)
  let rows = batch.rows
  let states = batch.states
  if let validity = batch.arguments[0].validity {
    let words = validity.words
    for i in 0..<batch.count {
      let row = Int(rows[i])
      guard words[row >> 6] & (1 << UInt64(row & 63)) != 0 else { continue }
      Fold.add(&states[i].assumingMemoryBound(to: Fold.State.self).pointee, values[row])
    }
  } else {
    for i in 0..<batch.count {
      Fold.add(&states[i].assumingMemoryBound(to: Fold.State.self).pointee, values[Int(rows[i])])
    }
  }
}

/// As `foldRows`, and writes the result after each row.
@inline(__always)
func foldAndEmit<Fold: FixedFold>(
  _ fold: Fold.Type, _ batch: AggregateRows, _ builder: ColumnBuilder
) {
  let values = batch.arguments[0].values.pointer(Fold.Input.self)
  let words = batch.arguments[0].validity?.words
  let rows = batch.rows
  let states = batch.states
  let first = builder.count
  let out = builder.reserveValues(batch.count).assumingMemoryBound(to: Fold.Output.self)
  if let words {
    var absent: [Int] = []
    for i in 0..<batch.count {
      let row = Int(rows[i])
      let state = states[i].assumingMemoryBound(to: Fold.State.self)
      if words[row >> 6] & (1 << UInt64(row & 63)) != 0 { Fold.add(&state.pointee, values[row]) }
      out[i] = Fold.result(state.pointee)
      if !Fold.hasResult(state.pointee) { absent.append(first + i) }
    }
    builder.advance(by: batch.count)
    for row in absent { builder.setNull(row) }
  } else {
    for i in 0..<batch.count {
      let state = states[i].assumingMemoryBound(to: Fold.State.self)
      Fold.add(&state.pointee, values[Int(rows[i])])
      out[i] = Fold.result(state.pointee)
    }
    builder.advance(by: batch.count)
  }
}

/// Takes each row that is not NULL out of its state.
@inline(__always)
func unfoldRows<Fold: FixedFold>(_ fold: Fold.Type, _ batch: AggregateRows) {
  let column = batch.arguments[0]
  let values = column.values.pointer(Fold.Input.self)
  for i in 0..<batch.count {
    let row = Int(batch.rows[i])
    guard column.isValid(row) else { continue }
    Fold.remove(&batch.states[i].assumingMemoryBound(to: Fold.State.self).pointee, values[row])
  }
}

/// Writes the result of each state.
@inline(__always)
func foldResults<Fold: FixedFold>(
  _ fold: Fold.Type, _ states: UnsafePointer<UnsafeMutableRawPointer>, _ count: Int,
  _ builder: ColumnBuilder
) {
  let first = builder.count
  let out = builder.reserveValues(count).assumingMemoryBound(to: Fold.Output.self)
  for i in 0..<count {
    out[i] = Fold.result(states[i].assumingMemoryBound(to: Fold.State.self).pointee)
  }
  builder.advance(by: count)
  for i in 0..<count
  where !Fold.hasResult(states[i].assumingMemoryBound(to: Fold.State.self).pointee) {
    builder.setNull(first + i)
  }
}
