// CORRELATION: Pearson's coefficient of pairs without NULL. State: count and five sums.

import Values

extension AggregateFunction {
  static let correlation = AggregateFunction(
    "CORRELATION", summary: "Pearson's correlation of two values; NaN for fewer than two pairs.",
    overloads: [SQLType.integer, .bigint, .double].map { type in
      AggregateOverload(
        [
          FunctionParameter("x", .type(type), "the first value of a pair"),
          FunctionParameter("y", .type(type), "the second value of a pair"),
        ], returns: AggregateOverload.always(.double), hasUndo: true,
        intermediate: { _ in
          .struct([
            StructField("SUM_X", type), StructField("SUM_Y", type), StructField("SUM_X2", type),
            StructField("SUM_Y2", type), StructField("SUM_XY", type),
            StructField("COUNT", .bigint),
          ])
        },
        make: { (_: AggregateArguments) throws(FunctionError) in CorrelationOfPairs() })
    })
}

/// The sums behind a correlation.
struct PairSums: BitwiseCopyable {
  var count: Double
  var x: Double
  var y: Double
  var xx: Double
  var yy: Double
  var xy: Double

  mutating func add(_ other: PairSums, times sign: Double) {
    count += sign * other.count
    x += sign * other.x
    y += sign * other.y
    xx += sign * other.xx
    yy += sign * other.yy
    xy += sign * other.xy
  }

  var correlation: Double {
    guard count >= 2 else { return .nan }
    let covariance = count * xy - x * y
    return covariance / ((count * xx - x * x) * (count * yy - y * y)).squareRoot()
  }
}

struct CorrelationOfPairs: RowAggregate {
  let fixedBytes = MemoryLayout<PairSums>.stride
  let hasBlob = false

  func prepare(_ rows: AggregateRows) -> [Column] { rows.arguments }

  func add(
    _ columns: [Column], row: Int, order: Int64, to state: UnsafeMutableRawPointer,
    arena: BlobArena
  ) -> String? {
    guard let pair = pair(columns, row) else { return nil }
    state.assumingMemoryBound(to: PairSums.self).pointee.add(pair, times: 1)
    return nil
  }

  func remove(
    _ columns: [Column], row: Int, from state: UnsafeMutableRawPointer, arena: BlobArena
  ) -> String? {
    guard let pair = pair(columns, row) else { return nil }
    state.assumingMemoryBound(to: PairSums.self).pointee.add(pair, times: -1)
    return nil
  }

  private func pair(_ columns: [Column], _ row: Int) -> PairSums? {
    guard let x = columns[0].number(at: row), let y = columns[1].number(at: row) else {
      return nil
    }
    return PairSums(count: 1, x: x, y: y, xx: x * x, yy: y * y, xy: x * y)
  }

  func appendResult(_ state: UnsafeMutableRawPointer, to results: ColumnBuilder) {
    results.append(state.assumingMemoryBound(to: PairSums.self).pointee.correlation)
  }

  func merge(
    _ other: UnsafeMutableRawPointer, into state: UnsafeMutableRawPointer, arena: BlobArena
  ) {
    let sums = other.load(as: PairSums.self)
    state.assumingMemoryBound(to: PairSums.self).pointee.add(sums, times: 1)
  }
}

extension Column {
  /// An INTEGER, BIGINT or DOUBLE row as a double; nil for NULL.
  func number(at row: Int) -> Double? {
    guard isValid(row) else { return nil }
    switch type {
    case .integer: return Double(int32s[row])
    case .bigint: return Double(int64s[row])
    default: return doubles[row]
    }
  }
}
