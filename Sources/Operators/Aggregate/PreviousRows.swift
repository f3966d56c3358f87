// Which earlier row of a batch met the same state: its result is what this row's result replaces.

/// For each state the last earlier position in the batch, or -1.
func previousPositions(
  _ states: UnsafePointer<UnsafeMutableRawPointer>, _ count: Int
) -> [Int32] {
  var last: [UnsafeMutableRawPointer: Int32] = [:]
  last.reserveCapacity(count)
  var previous = [Int32](repeating: -1, count: count)
  for i in 0..<count {
    if let found = last.updateValue(Int32(truncatingIfNeeded: i), forKey: states[i]) {
      previous[i] = found
    }
  }
  return previous
}
